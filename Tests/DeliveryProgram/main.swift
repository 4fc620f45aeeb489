import Domain
import Foundation
import Jobs
import Logging
import Operations
import Outbound
import Postgres
import Store

// Sends webhooks as `latchkey serve` does, and nothing else, until somebody kills it. Claims lapse sooner than there, so that a test
// of many crashes is a short one.

let environment = ProcessInfo.processInfo.environment
guard let url = environment["DATABASE_URL"], let peppers = environment["LATCHKEY_PEPPERS"],
    let lapse = environment["LAPSE_SECONDS"].flatMap(Int.init)
else { fatalError("DATABASE_URL, LATCHKEY_PEPPERS and LAPSE_SECONDS are needed") }

let logger = Logger(label: "deliveries") { StreamLogHandler.standardError(label: $0) }
var configuration = try PostgresConfiguration(url)
configuration.poolSize = 4
let platform = Platform(
    database: Database(pool: Pool(configuration: configuration, logger: logger)),
    peppers: try Peppers(parsing: peppers),
    webhooks: Outbound(allowsPrivate: true)
)
var limits = WebhookWorker.Limits()
limits.lapse = .seconds(lapse)
limits.patience = .seconds(lapse) * 0.75
limits.poll = .milliseconds(50)
try await WebhookWorker(platform: platform, version: "test", limits: limits, logger: logger).run()
