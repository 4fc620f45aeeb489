import Domain
import NIOHTTP1
import TestSupport
import Testing

/// One portal at work: a tenant made from a preset, its admin, and a clock that a test moves.
struct Portal: Sendable {
    let platform: TestPlatform
    let clock: TestClock
    let tenant: String
    /// Of whom the tenant is a merchant, if it is one.
    let partner: String?
    let admin: TestPlatform.Person
    private let sessions: Sessions

    init(_ platform: TestPlatform, _ clock: TestClock, tenant: String, partner: String?, admin: TestPlatform.Person) {
        self.platform = platform
        self.clock = clock
        self.tenant = tenant
        self.partner = partner
        self.admin = admin
        sessions = Sessions(platform, clock)
    }

    var path: String { "/v1/tenants/\(tenant)" }

    /// A SUPER_USER.
    var staff: TestPlatform.Person { platform.staff }

    /// Asks the admin API as the portal's page would, each POST under an Idempotency-Key of its own.
    ///
    /// - Parameters:
    ///   - path: below the tenant, unless it begins with `/v1`.
    ///   - somebody: the tenant's admin unless said otherwise.
    ///   - reason: what staff say why.
    ///   - seen: the ETag that the page has seen.
    func ask(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSON? = nil,
        as somebody: TestPlatform.Person? = nil,
        because reason: String? = nil,
        seen: String? = nil
    ) async throws -> HTTPReply {
        var headers: HTTPHeaders = [:]
        if let reason { headers.add(name: "Latchkey-Reason", value: reason) }
        if let seen { headers.add(name: "If-Match", value: seen) }
        if method == .POST { headers.add(name: "Idempotency-Key", value: Base62.random(20, using: .system)) }
        return try await platform.send(
            method,
            path.hasPrefix("/v1") ? path : self.path + path,
            body,
            token: try await sessions.token(of: somebody ?? admin),
            headers: headers
        )
    }

    /// Somebody more with a role in the tenant, or in another one.
    func join(_ role: Role, in other: String? = nil, name: String = "Test Person") async throws -> TestPlatform.Person {
        try await platform.makePerson(role, in: other ?? tenant, name: name).person
    }

    func support() async throws -> TestPlatform.Person {
        try await platform.operations.makeStaff(.support, "Test Support")
    }

    func move(to time: String) throws {
        clock.move(to: try .at(time))
    }
}

/// Who is signed in. A session ends by the same clock as all else, so it is renewed when that has moved.
private actor Sessions {
    private let platform: TestPlatform
    private let clock: TestClock
    private var tokens: [String: (token: String, since: Instant)] = [:]

    init(_ platform: TestPlatform, _ clock: TestClock) {
        self.platform = platform
        self.clock = clock
    }

    func token(of person: TestPlatform.Person) async throws -> String {
        let now = clock.now
        if let held = tokens[person.email], now - held.since < .seconds(3600) { return held.token }
        let token = try await platform.signIn(person)
        tokens[person.email] = (token, now)
        return token
    }
}

/// Friday noon.
let noon = "2027-01-15T12:00:00.000Z"

/// Lends one of the portals, as its preset makes it.
///
/// - Parameters:
///   - time: at which the clock stands.
///   - keyLimit: other than the preset's.
///   - billingDay: of the month on which its billing period starts.
func withPortal(
    _ preset: String,
    at time: String = noon,
    keyLimit: Int? = nil,
    billingDay: Int? = nil,
    _ body: @escaping @Sendable (Portal) async throws -> Void
) async throws {
    let clock = TestClock(try .at(time))
    try await withPlatform(clock: clock.wallClock) { platform in
        try await body(
            try await platform.portal(preset, clock, keyLimit: keyLimit, billingDay: billingDay)
        )
    }
}

extension TestPlatform {
    /// A tenant under a preset and its admin; of a merchant, also its partner.
    func portal(
        _ preset: String,
        _ clock: TestClock,
        keyLimit: Int? = nil,
        billingDay: Int? = nil,
        parent: String? = nil
    ) async throws -> Portal {
        let isPartner = preset == "partner-portal"
        var partner = parent
        if partner == nil, preset == "merchant-portal" {
            partner = try await makeTenant("partner-portal", kind: "PARTNER", name: "The partner")
        }
        var form: JSON = [
            "name": "The tenant", "kind": isPartner ? "PARTNER" : "BUSINESS", "policy": .string(preset),
        ]
        if let partner { form = form.with(["parent_id": .string(partner)]) }
        if let keyLimit { form = form.with(["key_limit": .integer(Int64(keyLimit))]) }
        if let billingDay { form = form.with(["billing_day": .integer(Int64(billingDay))]) }
        let made = try await send(
            .POST,
            "/v1/tenants",
            form,
            token: try await signIn(staff),
            headers: ["Latchkey-Reason": "A new customer"]
        )
        let tenant = try #require(made.string("id"), "\(made.text)")
        let admin = try await makePerson(isPartner ? .partnerAdmin : .businessAdmin, in: tenant, name: "Ada Admin")
        return Portal(self, clock, tenant: tenant, partner: partner, admin: admin.person)
    }
}

extension Instant {
    /// A time that a test writes down.
    static func at(_ text: String) throws -> Instant {
        try #require(Instant(rfc3339: text))
    }
}

extension JSON {
    /// An object with these members too, or instead.
    func with(_ more: JSON) -> JSON {
        guard case .object(let old) = self, case .object(let new) = more else { return more }
        return .object(old.filter { more[$0.name] == nil } + new)
    }

    func without(_ name: String) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name })
    }

    /// As many of a letter.
    static func letters(_ count: Int) -> JSON {
        .string(String(repeating: "a", count: count))
    }
}
