import Domain
import NIOHTTP1
import TestSupport
import Testing

/// What a tenant says of itself to those who read it, beside what its routes answer them.
struct AccessClaims {
    private struct Claim {
        let actions: Set<String>
        let needsReason: Bool
    }

    private var claims: [Relation: Claim] = [:]
    private var reasons: Set<Relation> = []

    /// Of every tenant that somebody can read.
    init(to asker: AccessWorld.Asker, on platform: TestPlatform) async throws {
        for (relation, place) in asker.places {
            let reply = try await platform.send(.GET, "/v1/tenants/\(place.id)", token: asker.token)
            guard reply.status == 200 else { continue }
            let body = try reply.json
            claims[relation] = Claim(
                actions: Set(try #require(body["allowed_actions"]?.strings)),
                needsReason: body["needs_reason"] == true
            )
        }
    }

    /// That what was answered is what was said.
    mutating func expect(_ answer: String, of row: AccessRow, _ relation: Relation, _ asker: AccessWorld.Asker) {
        guard let claim = claims[relation], let action = row.action else { return }
        let isAllowed = answer.hasSuffix(row.success)
        #expect(
            claim.actions.contains(action) == isAllowed,
            "\(asker.name): \(action) by \(row.name), \(relation.rawValue)"
        )
        if isAllowed, answer.hasPrefix("R") { reasons.insert(relation) }
    }

    /// That reasons were asked for where it was said, once all rows were asked.
    func expectReasons(_ asker: AccessWorld.Asker) {
        for (relation, claim) in claims {
            #expect(claim.needsReason == reasons.contains(relation), "\(asker.name), \(relation.rawValue)")
        }
    }
}

extension AccessRow {
    fileprivate var action: String? {
        switch kind {
        case .action(let action): action
        case .create: "tenant.create"
        default: nil
        }
    }
}

extension JSON {
    fileprivate var strings: [String]? {
        guard case .array(let elements) = self else { return nil }
        return elements.compactMap(\.asString)
    }
}
