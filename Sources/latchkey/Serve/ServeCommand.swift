import API
import ArgumentParser
import Console
import Domain
import EmbeddedPostgres
import Foundation
import Jobs
import Logging
import NIOCore
import Operations
import Postgres
import ServiceLifecycle
import Store
import Telemetry
import UnixSignals
import Verification
import Wire

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the admin API, the web console and the data plane.",
        discussion: """
            Public listener LATCHKEY_LISTEN, private listener LATCHKEY_PRIVATE_LISTEN. Without DATABASE_URL it runs a \
            PostgreSQL of its own in LATCHKEY_DATA. Refuses a schema that is older or newer than this release: run \
            `latchkey migrate`. SIGTERM and Ctrl-C finish the requests under way and end within 10 seconds.
            """
    )

    @Flag(name: .customLong("no-jobs"), help: "Leave background jobs, such as the expiry sweep, to other instances.")
    var noJobs = false

    func run() async throws {
        let files = OpenFiles.raised()
        let installation = try await Installation.openAlone()
        do {
            try await installation.migrator.requireCurrent()
            try await installation.store.requireRoles()
        } catch {
            await installation.close()
            throw error
        }
        try await services(of: installation, files).run()
    }

    /// Stopped in the opposite order: jobs and listeners first, then what they counted is written, the database last.
    private func services(of installation: Installation, _ files: OpenFiles) throws -> ServiceGroup {
        let metrics = Metrics()
        metrics.tellOfProcess(files)
        metrics.tell(of: installation.pool, as: "admin")
        // What checks read is found by primary key, whatever is asked: PostgreSQL, which takes a list of kids for one of ten,
        // would plan it anew each time, and that takes longer than reading it.
        let checks = try installation.makePool { $0.plansOnce = true }
        metrics.tell(of: checks, as: "checks")
        let leases = try installation.makePool(LeaseConnections.configure)
        let counts = try installation.makePool { $0.poolSize = UsageFlusher.connections }
        metrics.tell(of: leases, as: "leases")
        metrics.tell(of: counts, as: "usage")
        let leaseStore = Database(pool: leases)
        let memory = KeyMemory(capacity: installation.settings.cachedKeys)
        let receipts = Receipts(database: leaseStore, metrics: metrics)
        let wakes = DeliveryWakes()
        let platform = installation.platform(
            on: Database(pool: installation.pool, onTold: wakes.tell),
            receipts: receipts,
            tell: memory.apply
        )
        let webhooks = try installation.makePool { $0.poolSize = DeliveryConnections.count }
        metrics.tell(of: webhooks, as: "webhooks")
        let traces = SpanExport(installation, metrics)
        let meter = UsageMeter()
        var services: [any Service] = []
        if let server = installation.database.server { services.append(server) }
        services += [installation.pool, checks, leases, counts, webhooks]
        if let traces { services.append(traces.exporter) }
        services.append(LeaseKeeper(memory: memory, database: leaseStore, logger: installation.logger))
        services.append(
            UsageFlusher(
                meter: meter,
                database: Database(pool: counts),
                patience: StopLimits.usage,
                metrics: metrics,
                logger: installation.logger
            )
        )
        // Each instance its own, jobs or not, and once more when its listeners have ended.
        services.append(CountedEventsSweep(platform: platform, metrics: metrics, logger: installation.logger))
        services.append(
            Listeners(
                api: installation.publicListener(files, platform, metrics, traces),
                checks: installation.privateListener(
                    files,
                    memory,
                    reading: checks,
                    countingWith: meter,
                    metrics,
                    traces
                ),
                receipts: receipts,
                settings: installation.settings
            )
        )
        if !noJobs {
            services.append(ExpirySweep(platform: platform, metrics: metrics, logger: installation.logger))
            services.append(UsageSweep(platform: platform, metrics: metrics, logger: installation.logger))
            services.append(SigningSweep(platform: platform, metrics: metrics, logger: installation.logger))
            services.append(DeliverySweep(platform: platform, metrics: metrics, logger: installation.logger))
            services.append(
                WebhookWorker(
                    platform: installation.platform(on: Database(pool: webhooks)),
                    version: Release.version,
                    wakes: wakes,
                    metrics: metrics,
                    logger: installation.logger
                )
            )
        }
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: installation.logger
        )
        configuration.maximumGracefulShutdownDuration = StopLimits.everything
        return ServiceGroup(configuration: configuration)
    }
}

/// Since the signal to stop. Everything has to end within 10 s, also when clients and the database are stuck: from
/// `everything` on the services are cancelled, the pools close what is still lent at once, and the embedded database takes
/// at most 2 s, force included. Until then it has the time that it needs to write its data out. The listeners end a second
/// before, so that what they counted can be written, and the pools close in order.
private enum StopLimits {
    static let listeners = Duration.seconds(6)
    /// Once the listeners have ended.
    static let usage = Duration.seconds(3)
    static let everything = Duration.seconds(7)
}

/// Leases are renewed four times a second: what takes longer than a lease lasts has failed.
private enum LeaseConnections {
    static let count = 3

    static func configure(_ configuration: inout PostgresConfiguration) {
        configuration.poolSize = count
        configuration.poolTimeout = .seconds(1)
        configuration.connectTimeout = .seconds(2)
        configuration.statementTimeout = .seconds(1)
        configuration.lockTimeout = .milliseconds(500)
        configuration.grace = .milliseconds(500)
        configuration.idleInTransactionTimeout = .seconds(2)
        configuration.heartbeat = .seconds(2)
        configuration.backoff = .milliseconds(20)...(.milliseconds(250))
    }
}

/// Of their own, so that however much is to be sent, nobody who changes something waits behind it.
private enum DeliveryConnections {
    static let count = 4
}

/// Both listeners as one service, so that they stop at the same time and not one behind the other.
private struct Listeners: Service {
    let api: APIServer
    let checks: PrivateListener
    let receipts: Receipts
    let settings: Settings

    func run() async throws {
        await receipts.begin()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await run(api, .listen, on: settings.listen) }
            group.addTask { try await run(checks, .privateListen, on: settings.privateListen) }
            // Not `waitForAll`, which would wait for the one when the other cannot listen.
            while try await group.next() != nil {}
        }
    }

    private func run(_ listener: some Service, _ setting: SettingName, on address: ListenAddress) async throws {
        do {
            try await listener.run()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            let advice = "cannot listen on \(address): \(reason). End what listens there, or set another address."
            throw SettingsError(problems: [.init(name: setting.rawValue, advice: advice)])
        }
    }
}

extension Installation {
    /// At most: of the admin API and of checks, of leases, of usage, of webhooks, and the one that listens for changes.
    private var databaseConnections: Int {
        2 * settings.poolSize + LeaseConnections.count + UsageFlusher.connections + DeliveryConnections.count + 1
    }

    fileprivate func publicListener(
        _ files: OpenFiles,
        _ platform: Platform,
        _ metrics: Metrics,
        _ traces: SpanExport?
    ) -> APIServer {
        var limits = API.Limits()
        limits.connections = files.connections(atMost: limits.connections, databaseConnections: databaseConnections)
        let listen = settings.listen
        let logger = logger
        let console = ConsoleRoutes(.embedded)
        limits.drain = StopLimits.listeners
        return APIServer(
            APIServer.Configuration(
                address: listen.host,
                port: listen.port,
                hosts: AllowedHosts([settings.publicURL.host, listen.description]),
                publicURL: settings.publicURL.description,
                trustedProxies: TrustedProxies(settings.trustedProxies),
                limits: limits
            ),
            routes: Routes(platform).all + console.all,
            authenticate: { try await Authenticate(platform: platform)(token: $0) },
            failed: { Routes(platform).count($0, to: $1, at: $2) },
            lost: console.lost,
            now: SystemClock.now,
            entropy: .system,
            metrics: metrics,
            tracer: traces?.tracer,
            logger: logger,
            onListening: { port in
                logger.notice("admin API", metadata: ["address": "\(listen.with(port: port))"])
            }
        )
    }

    fileprivate func privateListener(
        _ files: OpenFiles,
        _ memory: KeyMemory,
        reading pool: Pool,
        countingWith meter: UsageMeter,
        _ metrics: Metrics,
        _ traces: SpanExport?
    ) -> PrivateListener {
        var limits = ListenerLimits()
        limits.connections = files.connections(atMost: limits.connections, databaseConnections: databaseConnections)
        let listen = settings.privateListen
        let logger = logger
        limits.shutdown = StopLimits.listeners
        return PrivateListener(
            host: listen.host,
            port: listen.port,
            database: Database(pool: pool),
            memory: memory,
            peppers: database.peppers,
            meter: meter,
            trustedProxies: TrustedProxies(settings.trustedProxies),
            gatewayToken: settings.gatewayToken.flatMap { GatewayToken($0.expose()) },
            requireReady: { try await Migrator(pool: pool).requireCurrent() },
            metrics: metrics,
            tracer: traces?.tracer,
            logger: logger,
            now: SystemClock.now,
            limits: limits,
            onListening: { address in
                logger.notice("data plane", metadata: ["address": "\(listen.with(port: address.port ?? listen.port))"])
            }
        )
    }
}
