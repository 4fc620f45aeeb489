import Testing

@testable import Domain

/// Noon of an ordinary day.
let noon = instant("2026-11-21T12:00:00.000Z")

func instant(_ text: String) -> Instant {
    guard let instant = Instant(rfc3339: text) else { fatalError("not a time: \(text)") }
    return instant
}

func date(_ text: String) -> CalendarDate {
    guard let date = CalendarDate(text) else { fatalError("not a date: \(text)") }
    return date
}

func ip(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { fatalError("not an address: \(text)") }
    return address
}

func network(_ text: String) -> IPNetwork {
    guard let network = IPNetwork(text) else { fatalError("not a network: \(text)") }
    return network
}

func route(_ text: String = "aB3xY9") -> TenantRoute {
    guard let route = TenantRoute(text) else { fatalError("not a route: \(text)") }
    return route
}

func preset(_ name: String) -> Preset {
    guard let preset = Preset.shipped.first(where: { $0.name == name }) else { fatalError("no preset \(name)") }
    return preset
}

/// One pepper for each id, newest first, each of other bytes.
func peppers(_ ids: Int...) -> Peppers {
    let all = ids.compactMap { Pepper(id: $0, bytes: [UInt8](repeating: UInt8($0), count: 32)) }
    guard let peppers = Peppers(newestFirst: all) else { fatalError("no peppers") }
    return peppers
}

func facts(_ number: UInt128, _ kind: TenantKind, parent: UInt128? = nil) -> TenantFacts {
    TenantFacts(id: ID(bits: number), kind: kind, parent: parent.map { ID(bits: $0) }, route: route())
}

/// Someone with these roles in these tenants.
func actor(_ memberships: [(Role, TenantFacts)] = [], platform: Role? = nil) -> Actor {
    Actor(
        user: User(id: ID(bits: 1), email: "ada@example.com", name: "Ada"),
        platformRole: platform,
        memberships: memberships.enumerated().map { index, membership in
            Membership(id: ID(bits: UInt128(index)), tenant: membership.1.id, role: membership.0)
        },
        session: ID(bits: 1),
        now: noon
    )
}

func membership(_ role: Role, _ tenant: TenantFacts, ceiling: UInt128? = nil, until end: Instant? = nil) -> Membership {
    Membership(
        id: ID(bits: 9),
        tenant: tenant.id,
        role: role,
        ceilingGroup: ceiling.map { ID(bits: $0) },
        expiresAt: end
    )
}

/// The failure that the body throws; records an issue when it throws none.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> some Any
) -> Failure? {
    do {
        _ = try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let failure as Failure {
        return failure
    } catch {
        Issue.record("\(error) was thrown", sourceLocation: sourceLocation)
    }
    return nil
}

/// `/pointer CODE` for each error.
func brief(_ errors: [InputError]) -> [String] {
    errors.map { "\($0.pointer) \($0.code)" }
}
