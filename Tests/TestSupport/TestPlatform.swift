import API
package import Domain
import Logging
import NIOCore
package import Operations
package import Outbound
package import Postgres
import ServiceLifecycle
package import Store
package import Verification
import Wire

/// A whole platform: both listeners on free ports, over a database of its own.
package struct TestPlatform: Sendable {
    package let database: TestDatabase
    package let operations: Platform
    /// `http://127.0.0.1:…`
    package let publicURL: String
    package let privateURL: String
    /// A SUPER_USER who makes what a test needs.
    package let staff: Person
    fileprivate let usage: UsageFlusher

    /// Somebody who can sign in.
    package struct Person: Sendable {
        package let email: String
        package let password: String

        package init(email: String, password: String) {
            self.email = email
            self.password = password
        }
    }
}

extension TestPlatform {
    /// What a browser says in `Origin` for pages of this server, whichever port it came to listen on.
    package static let origin = "http://127.0.0.1:8080"

    /// Writes what was counted until now; false when some of it could not be.
    @discardableResult
    package func flushUsage() async -> Bool {
        await usage.flush()
    }
}

/// Scrypt at its cheapest: a test that signs in shall not wait.
private let cheap = PasswordHasher(cost: PasswordHasher.Cost(logN: 4, r: 8, p: 1))

/// Lends a running platform, and shuts it down afterwards.
///
/// - Parameters:
///   - clock: what the application takes for the time; by default the server's.
///   - passwords: how slow signing in is.
///   - outbound: which servers may be asked.
///   - webhooks: which servers may be told.
///   - rules: what the operator decides.
///   - throttle: what bounds guesses.
///   - breaches: which passwords nobody may choose.
///   - proxies: whose word on the client's address is believed.
///   - gatewayToken: what gateways have to know.
package func withPlatform<Result: Sendable>(
    clock: WallClock? = nil,
    passwords: PasswordHasher? = nil,
    rules: OperatorRules = OperatorRules(),
    throttle: Throttle = Throttle(),
    breaches: BreachedPasswords? = nil,
    proxies: [IPNetwork] = [],
    gatewayToken: GatewayToken? = nil,
    poolSize: Int = 8,
    outbound: Outbound = Outbound(),
    webhooks: Outbound = .toExamples,
    _ body: @escaping @Sendable (TestPlatform) async throws -> Result
) async throws -> Result {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = poolSize
        return try await withPlatform(
            on: database,
            configuration,
            clock: clock,
            passwords: passwords,
            rules: rules,
            throttle: throttle,
            breaches: breaches,
            proxies: proxies,
            gatewayToken: gatewayToken,
            outbound: outbound,
            webhooks: webhooks,
            body
        )
    }
}

/// As `withPlatform`, over a migrated database that the caller has, reached as the configuration says.
package func withPlatform<Result: Sendable>(
    on database: TestDatabase,
    _ configuration: PostgresConfiguration,
    clock: WallClock? = nil,
    passwords: PasswordHasher? = nil,
    rules: OperatorRules = OperatorRules(),
    throttle: Throttle = Throttle(),
    breaches: BreachedPasswords? = nil,
    proxies: [IPNetwork] = [],
    gatewayToken: GatewayToken? = nil,
    outbound: Outbound = Outbound(),
    webhooks: Outbound = .toExamples,
    _ body: @escaping @Sendable (TestPlatform) async throws -> Result
) async throws -> Result {
    let pool = Pool(configuration: configuration, logger: .silent)
    let store = Database(pool: pool, clock: clock ?? .server)
    let meter = UsageMeter()
    // With a clock that a test moves, no time passes but by that.
    let memory = KeyMemory(clock: clock == nil ? .system : .standing)
    let platform = Platform(
        database: store,
        peppers: try .test,
        passwords: passwords ?? cheap,
        throttle: throttle,
        breaches: breaches,
        rules: rules,
        outbound: outbound,
        webhooks: webhooks,
        receipts: .onKnownServer(store),
        tell: memory.apply
    )
    // A clock that a test moves is asked at every check.
    let keeper = clock == nil ? LeaseKeeper(memory: memory, database: store, logger: .silent) : nil
    await Turnstile.platforms.enter()
    do {
        let result = try await serve(platform, store, pool, memory, keeper, meter, proxies, gatewayToken) {
            publicPort,
            privatePort in
            let staff = try await platform.makeStaff(.superUser, "Platform Staff")
            return try await body(
                TestPlatform(
                    database: database,
                    operations: platform,
                    publicURL: "http://127.0.0.1:\(publicPort)",
                    privateURL: "http://127.0.0.1:\(privatePort)",
                    staff: staff,
                    usage: UsageFlusher(meter: meter, database: store, logger: .silent)
                )
            )
        }
        await pool.close()
        await Turnstile.platforms.leave()
        return result
    } catch {
        await pool.close()
        await Turnstile.platforms.leave()
        throw error
    }
}

extension Platform {
    /// Somebody of the platform's own staff.
    package func makeStaff(_ role: Role, _ name: String) async throws -> TestPlatform.Person {
        let staff = TestPlatform.Person(
            email: "\(Base62.random(12, using: .system).lowercased())@platform.example",
            password: "correct horse battery"
        )
        _ = try await CreateStaff(platform: self)(
            email: EmailAddress(validating: staff.email, at: "/email"),
            name: DisplayName(validating: name, at: "/name"),
            role: role,
            password: Password(validating: staff.password)
        )
        return staff
    }
}

private func serve<Result: Sendable>(
    _ platform: Platform,
    _ store: Database,
    _ pool: Pool,
    _ memory: KeyMemory,
    _ keeper: LeaseKeeper?,
    _ meter: UsageMeter,
    _ proxies: [IPNetwork],
    _ gatewayToken: GatewayToken?,
    _ body: @escaping @Sendable (_ publicPort: Int, _ privatePort: Int) async throws -> Result
) async throws -> Result {
    let (publicPorts, publicReady) = AsyncStream.makeStream(of: Int.self)
    let (privatePorts, privateReady) = AsyncStream.makeStream(of: Int.self)
    let server = APIServer(
        APIServer.Configuration(
            address: "127.0.0.1",
            port: 0,
            hosts: AllowedHosts(["127.0.0.1", "localhost"]),
            publicURL: TestPlatform.origin,
            trustedProxies: TrustedProxies(proxies)
        ),
        routes: Routes(platform).all,
        authenticate: { try await Authenticate(platform: platform)(token: $0) },
        failed: { Routes(platform).count($0, to: $1, at: $2) },
        now: SystemClock.now,
        entropy: .system,
        logger: .silent,
        onListening: { publicReady.yield($0) }
    )
    let listener = PrivateListener(
        host: "127.0.0.1",
        port: 0,
        database: store,
        memory: memory,
        peppers: try .test,
        meter: meter,
        trustedProxies: TrustedProxies(proxies),
        gatewayToken: gatewayToken,
        requireReady: { try await Migrator(pool: pool).requireCurrent() },
        logger: .silent,
        now: SystemClock.now,
        onListening: { privateReady.yield($0.port ?? 0) }
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask { try await listener.run() }
        if let keeper { group.addTask { await keeper.run() } }
        defer { group.cancelAll() }
        guard let publicPort = await publicPorts.first(where: { _ in true }),
            let privatePort = await privatePorts.first(where: { _ in true })
        else { throw CancellationError() }
        return try await body(publicPort, privatePort)
    }
}

extension MonotonicClock {
    package static let standing = MonotonicClock { MonotonicInstant(nanoseconds: 0) }
}

extension Outbound {
    /// To whatever ends in `.example`, which is taken for a public server; there is nothing else.
    package static let toExamples = Outbound(
        resolver: Resolver { host in host.hasSuffix(".example") ? [IPAddress(v4: 0x0808_0808)] : [] }
    )
}

extension Receipts {
    /// On a server that has run for longer than a lease.
    package static func onKnownServer(_ database: Database) -> Receipts {
        var timing = Timing()
        timing.settling = .zero
        return Receipts(database: database, timing: timing)
    }
}

extension Peppers {
    /// Two, the newer one first.
    package static var test: Peppers {
        get throws {
            let (newer, older) = (
                Base64.encode([UInt8](repeating: 2, count: 32)), Base64.encode([UInt8](repeating: 1, count: 32))
            )
            return try Peppers(parsing: "2:\(newer),1:\(older)")
        }
    }
}
