import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Asks every route as everybody, about every tenant, and says in a few characters what was answered.
struct AccessMatrix {
    let platform: TestPlatform
    let oracle: AccessOracle
    let fixtures: AccessFixtures
    let world: AccessWorld
    private(set) var requests = 0

    init(_ platform: TestPlatform, _ oracle: AccessOracle, _ world: AccessWorld) {
        self.platform = platform
        self.oracle = oracle
        self.world = world
        fixtures = AccessFixtures(platform, world)
    }

    /// What is answered about the tenant in this relation; nothing where there is none.
    mutating func cell(_ asker: AccessWorld.Asker, _ row: AccessRow, _ relation: Relation) async throws -> String {
        let expected = oracle.answer(to: asker, row, relation)
        guard expected != "", let place = asker.places[relation == .anothers ? .own : relation],
            let foreign = asker.places[.foreign]
        else { return "" }
        let there = relation == .anothers ? foreign : place
        let isFresh = row.usesUp && expected.hasSuffix(row.success) && relation != .anothers
        var names = ["tenant": place.id]
        for name in row.names {
            let making = row.using[name] ?? name
            names[name] = try await fixtures.thing(making, in: there, isFresh: isFresh)
        }
        var missing = names
        for name in relation == .anothers ? row.objects : ["tenant"] { missing[name] = AccessFixtures.missing(name) }
        let answer = try await answer(asker, row, names, missing: missing, place)
        if row.usesUp { try await fixtures.restore(place) }
        return answer
    }

    /// What is answered where it is about no tenant. What somebody uses up of their own, a double of theirs does.
    mutating func cell(_ asker: AccessWorld.Asker, _ row: AccessRow) async throws -> String {
        let asker = row.usesUp ? try await asker.double(on: platform) : asker
        let place = try #require(asker.places[.own])
        var names = ["tenant": place.id]
        for name in row.names {
            if let own = try await fixtures.own(name, of: asker) {
                names[name] = own
            } else {
                names[name] = try await fixtures.thing(name, in: place, isFresh: row.usesUp)
            }
        }
        return try await answer(asker, row, names, missing: nil, place)
    }

    private mutating func answer(
        _ asker: AccessWorld.Asker,
        _ row: AccessRow,
        _ names: [String: String],
        missing: [String: String]?,
        _ place: AccessWorld.Place
    ) async throws -> String {
        var mark = ""
        var reply = try await send(asker, row, names)
        let needsReason = reply.code == "REASON_REQUIRED"
        if needsReason {
            mark = "R"
            reply = try await send(asker, row, names, reason: "test")
        }
        if case .list = row.kind, reply.status == 200 {
            return "\(reply.status)" + (reply.data("id").contains(place.id) ? "+" : "-")
        }
        if let missing, [404, 422].contains(reply.status) {
            let nobody = try await send(asker, row, missing, reason: needsReason ? "test" : nil)
            let isSame = nobody.fingerprint == reply.fingerprint
            if reply.status == 422 { return mark + (isSame ? "422=" : "422") }
            return mark + (isSame ? "404" : "404, but not as for a missing one")
        }
        return mark + reply.summary
    }

    private mutating func send(
        _ asker: AccessWorld.Asker,
        _ row: AccessRow,
        _ names: [String: String],
        reason: String? = nil
    ) async throws -> HTTPReply {
        var names = names
        names["serial"] = await fixtures.nextSerial()
        var headers: HTTPHeaders = row.method == .PATCH ? ["If-Match": "*"] : [:]
        if let reason { headers.add(name: "Latchkey-Reason", value: reason) }
        requests += 1
        let query = if case .list = row.kind { "?limit=100" } else { "" }
        return try await platform.send(
            row.method,
            row.template.filled(with: names) + query,
            try row.body.map { try JSON(parsing: Array($0.text.filled(with: names).utf8)) },
            token: asker.token,
            headers: headers
        )
    }
}

extension HTTPReply {
    fileprivate var summary: String {
        switch (status, code) {
        case (200..<300, _): "\(status)"
        // SCIM's errors have no codes.
        case (401, nil), (401, "UNAUTHENTICATED"), (403, "ROLE_FORBIDDEN"), (404, "NOT_FOUND"): "\(status)"
        case (403, "TENANT_SUSPENDED"): "403S"
        default: "\(status) \(code ?? "")"
        }
    }
}

extension String {
    fileprivate func filled(with names: [String: String]) -> String {
        names.reduce(self) { $0.replacing("{\($1.key)}", with: $1.value) }
    }
}

extension JSON {
    fileprivate var text: String { String(decoding: encoded(), as: UTF8.self) }
}
