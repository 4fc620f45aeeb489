import Domain
import NIOHTTP1
import TestSupport
import Testing

/// That an answer is this problem, whole: its status, its code, its errors (as `/pointer CODE`), its form.
func expectProblem(
    _ reply: HTTPReply,
    _ status: UInt,
    _ code: String,
    _ errors: [String]? = nil,
    _ comment: Comment? = nil,
    at location: SourceLocation = #_sourceLocation
) {
    let comment: Comment = "\(comment?.rawValue ?? "") \(reply.status) \(reply.text)"
    #expect(reply.status == status, comment, sourceLocation: location)
    #expect(reply.code == code, comment, sourceLocation: location)
    #expect(reply["status"] == .integer(Int64(status)), comment, sourceLocation: location)
    #expect(reply.headers.first(name: "Content-Type") == "application/problem+json", sourceLocation: location)
    #expect((try? reply.json.duplicateMembers) == [], comment, sourceLocation: location)
    #expect(reply.string("request_id") == reply.headers.first(name: "Latchkey-Request-Id"), sourceLocation: location)
    if status == 401 { #expect(reply.headers.contains(name: "WWW-Authenticate"), sourceLocation: location) }
    if status == 503 { #expect(reply.headers.contains(name: "Retry-After"), sourceLocation: location) }
    if let errors { #expect(reply.errors == errors.sorted(), comment, sourceLocation: location) }
}

/// That a request succeeded, saying what was answered if not.
func expectStatus(_ reply: HTTPReply, _ status: UInt, at location: SourceLocation = #_sourceLocation) {
    #expect(reply.status == status, "\(reply.text)", sourceLocation: location)
}

/// Somebody in every role, around one business.
struct Cast: Sendable {
    let superUser: String
    let support: String
    /// Of the business's partner.
    let partnerAdmin: TestTenant
    let admin: TestTenant
    let advisor: TestTenant
    let member: TestTenant
    /// The admin of another business, under no partner.
    let stranger: TestTenant

    var business: String { admin.id }
    var path: String { admin.path }

    func token(of role: Role) -> String {
        switch role {
        case .superUser: superUser
        case .support: support
        case .partnerAdmin: partnerAdmin.token
        case .businessAdmin: admin.token
        case .advisor: advisor.token
        case .member: member.token
        }
    }
}

extension TestPlatform {
    /// A business under a partner, and somebody in every role.
    func makeCast(_ preset: String = "business-integrations") async throws -> Cast {
        let partner = try await makeTenant("partner-portal", kind: "PARTNER", name: "The partner")
        let business = try await makeTenant(preset, parent: partner, name: "The business")
        return Cast(
            superUser: try await makeStaff(.superUser),
            support: try await makeStaff(.support),
            partnerAdmin: try await makePerson(.partnerAdmin, in: partner),
            admin: try await makePerson(.businessAdmin, in: business),
            advisor: try await makePerson(.advisor, in: business),
            member: try await makePerson(.member, in: business),
            stranger: try await makeAdmin()
        )
    }

    /// A group's id.
    func makeGroup(
        in tenant: TestTenant,
        name: String = "Readers",
        type: String = "TENANT_API_KEY",
        scopes: [String]
    ) async throws -> String {
        let reply = try await send(
            .POST,
            tenant.path + "/authorization-groups",
            ["name": .string(name), "type": .string(type), "scopes": .strings(scopes)],
            token: tenant.token
        )
        return try #require(reply.string("id"), "\(reply.text)")
    }
}

/// An id that is well-formed, and nobody's.
func unknownID<Entity: Identified>(_: Entity.Type) -> String {
    ID<Entity>.make(at: Instant(microseconds: 1), using: .system).description
}

extension Instant {
    /// A time that a test writes down.
    static func at(_ text: String) throws -> Instant {
        try #require(Instant(rfc3339: text))
    }
}

/// That the one verifier there is has acknowledged a change.
func expectReceipt(_ receipt: JSON?, at location: SourceLocation = #_sourceLocation) {
    let comment: Comment = "\(receipt?.text ?? "no receipt")"
    for (member, count) in [("verifiers", 1), ("acknowledged", 1), ("lapsed", 0)] as [(String, JSON)] {
        #expect(receipt?[member] == count, comment, sourceLocation: location)
    }
    #expect(receipt?["took_ms"] != nil, comment, sourceLocation: location)
}
