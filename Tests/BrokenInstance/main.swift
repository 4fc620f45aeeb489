import API
import Domain
import Foundation
import Logging
import Operations
import Postgres
import Store
import Verification
import Wire

// An instance as `latchkey serve` is one, but for one fault: it trusts its memory for an hour after each renewal of its lease,
// long after the others have stopped to wait for it. The checker of the promise must find it out.

let logger = Logger(label: "broken") { _ in SwiftLogNoOpLogHandler() }

let url = try setting("DATABASE_URL")
let peppers = try Peppers(parsing: try setting("LATCHKEY_PEPPERS"))
let (host, publicPort) = try address("LATCHKEY_LISTEN")
let (_, privatePort) = try address("LATCHKEY_PRIVATE_LISTEN")
let proxies = TrustedProxies([try IPNetwork(validating: host)])

let pool = try makePool { $0.poolSize = 6 }
let leases = try makePool { configuration in
    configuration.poolSize = 3
    configuration.poolTimeout = .seconds(1)
    configuration.statementTimeout = .seconds(1)
    configuration.grace = .milliseconds(500)
    configuration.heartbeat = .seconds(2)
    configuration.backoff = .milliseconds(20)...(.milliseconds(250))
}
let memory = KeyMemory()
let keeper = LeaseKeeper(
    memory: memory,
    database: Database(pool: leases),
    timing: LeaseTiming(trust: .seconds(3600)),
    logger: logger
)
let platform = Platform(
    database: Database(pool: pool),
    peppers: peppers,
    rules: OperatorRules(),
    receipts: Receipts(database: Database(pool: leases)),
    tell: memory.apply
)
let admin = APIServer(
    APIServer.Configuration(
        address: host,
        port: publicPort,
        hosts: AllowedHosts([host]),
        publicURL: "http://\(host):\(publicPort)",
        trustedProxies: proxies
    ),
    routes: Routes(platform).all,
    authenticate: { try await Authenticate(platform: platform)(token: $0) },
    now: SystemClock.now,
    entropy: .system,
    logger: logger
)
let gateways = PrivateListener(
    host: host,
    port: privatePort,
    database: Database(pool: pool),
    memory: memory,
    peppers: peppers,
    meter: UsageMeter(),
    trustedProxies: proxies,
    gatewayToken: nil,
    requireReady: { try await Migrator(pool: pool).requireCurrent() },
    logger: logger,
    now: SystemClock.now
)

try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { await keeper.run() }
    group.addTask { try await admin.run() }
    group.addTask { try await gateways.run() }
    // Whichever ends first has failed.
    try await group.next()
}

func makePool(_ configure: (inout PostgresConfiguration) -> Void) throws -> Pool {
    var configuration = try PostgresConfiguration(url)
    configure(&configuration)
    return Pool(configuration: configuration, logger: logger)
}

func setting(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name] else { throw Missing(name: name) }
    return value
}

/// `127.0.0.1:8080`
func address(_ name: String) throws -> (host: String, port: Int) {
    let parts = try setting(name).split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1]) else { throw Missing(name: name) }
    return (String(parts[0]), port)
}

struct Missing: Error {
    let name: String
}
