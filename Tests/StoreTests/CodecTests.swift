import Domain
import Postgres
import Testing
import TestSupport

@testable import Store

@Suite("How values of the domain stand in the database")
struct CodecTests {
    @Test("an id is the uuid of the same 128 bits")
    func ids() async throws {
        try await withDatabase { database in
            let texts = [
                "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "01234567-89ab-cdef-fedc-ba9876543210", "80000000-0000-0000-0000-000000000001",
            ]
            for text in texts {
                let row = try await database.owner.query("SELECT \(unsafeSQL: "'\(text)'")::uuid AS id")[0]
                let id: ID<APIKey> = try row.decode("id")
                #expect(id.uuidText == text)
                try await expectRoundTrip(id, as: text, in: database)
            }
            let made = (0..<20).map { _ in
                ID<Tenant>.make(at: Instant(microseconds: 1_800_000_000_000_000), using: .system)
            }
            try await expectRoundTrip(made, in: database)
            try await expectRoundTrip(ID<APIKey>?.none, in: database)
        }
    }

    @Test("ids are ordered in the database as they are here")
    func idOrder() async throws {
        try await withDatabase { database in
            let ids = (0..<200).map { _ in ID<APIKey>(bytes: Entropy.system.bytes(16)) ?? .lowest }
            let sorted = try await database.owner.query("SELECT id FROM unnest(\(ids)) AS id ORDER BY id")
            #expect(try sorted.map { try $0.decode("id") } == ids.sorted())
        }
    }

    @Test(
        "an instant keeps its microsecond",
        arguments: [
            ("1970-01-01 00:00:00+00", 0), ("2026-03-01 12:34:56.789012+00", 1_772_368_496_789_012),
            ("1969-12-31 23:59:59.999999+00", -1), ("2000-01-01 00:00:00+00", 946_684_800_000_000),
            ("0001-01-01 00:00:00+00", -62_135_596_800_000_000),
            ("9999-12-31 23:59:59.999999+00", 253_402_300_799_999_999),
        ]
    )
    func instants(_ text: String, _ microseconds: Int64) async throws {
        try await withDatabase { database in
            try await expectRoundTrip(Instant(microseconds: microseconds), as: text, in: database)
        }
    }

    @Test("an instant is never infinite", arguments: ["infinity", "-infinity"])
    func infinity(_ text: String) async throws {
        try await withDatabase { database in
            let row = try await database.owner.query("SELECT \(unsafeSQL: "'\(text)'")::timestamptz AS at")[0]
            #expect(throws: PostgresError.self) { try row.decode("at", as: Instant.self) }
        }
    }

    @Test("a network keeps family, address and length")
    func networks() async throws {
        try await withDatabase { database in
            let texts = [
                "0.0.0.0/0", "10.0.0.0/8", "192.0.2.7/32", "255.255.255.255/32", "::/0", "2001:db8::/32",
                "2001:db8::1/128",
                "::1/128", "fe80::/10",
            ]
            let networks = try texts.map { try IPNetwork(validating: $0) }
            for (network, text) in zip(networks, texts) {
                try await expectRoundTrip(network, as: text, in: database)
            }
            try await expectRoundTrip(networks, in: database)
            try await expectRoundTrip([IPNetwork](), in: database)
        }
    }

    @Test("JSON keeps its values; jsonb keeps its own order of members")
    func json() async throws {
        try await withDatabase { database in
            let values: [JSON] = [
                nil, true, false, 0, .integer(.max), .integer(.min), 1.5, -1e-7, "", "é\"\\\n\u{1f}🔑", [],
                .object([]), [1, [2, [nil]]], ["a": ["b": "c"]],
            ]
            for value in values {
                try await expectRoundTrip(value, in: database)
            }
            let row = try await database.owner.query("SELECT \(["bb": 1, "a": 2] as JSON) AS value")[0]
            #expect(try row.decode("value", as: JSON.self) == ["a": 2, "bb": 1])
        }
    }

    @Test("words are written as they are spelled, and no other word is read")
    func words() async throws {
        try await withDatabase { database in
            try await expectWords(Role.allCases, in: database)
            try await expectWords(TenantKind.allCases, in: database)
            try await expectWords(GroupType.allCases, in: database)
            try await expectWords(Environment.allCases, in: database)
            try await expectWords(PermissionModel.allCases, in: database)
            try await expectWords(PermissionEditing.allCases, in: database)
            try await expectWords(ExpiryMode.allCases, in: database)
            try await expectWords(DateEnds.allCases, in: database)
        }
    }

    @Test(
        "the words of the code are the words of the table's CHECK",
        arguments: [
            ("groups_type_check", GroupType.allCases.map(\.rawValue)),
            ("keys_environment_check", Environment.allCases.map(\.rawValue)),
            ("tenants_kind_check", TenantKind.allCases.map(\.rawValue)),
            ("memberships_role_check", Role.allCases.filter { !$0.isPlatform }.map(\.rawValue)),
            ("users_platform_role_check", Role.allCases.filter(\.isPlatform).map(\.rawValue)),
            ("policies_permission_model_check", PermissionModel.allCases.map(\.rawValue)),
            ("policies_permission_editing_check", PermissionEditing.allCases.map(\.rawValue)),
            ("policies_expiry_mode_check", ExpiryMode.allCases.map(\.rawValue)),
            ("policies_date_ends_check", DateEnds.allCases.map(\.rawValue)),
        ]
    )
    func checks(_ name: String, _ words: [String]) async throws {
        try await withDatabase { database in
            let definition = try await database.strings(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '\(name)'"
            )
            let allowed = try #require(definition.first).matches(of: /'([A-Z_]+)'/).map { String($0.1) }
            #expect(Set(allowed) == Set(words))
        }
    }

    @Test("an expiry and a route are their text, and nothing else is read as one")
    func texts() async throws {
        try await withDatabase { database in
            for text in ["1d", "30d", "90d", "1y", "2y"] {
                try await expectRoundTrip(try #require(ExpiryPreset(text)), as: text, in: database)
            }
            let route = TenantRoute.make(using: .system)
            try await expectRoundTrip(route, as: route.description, in: database)
            let row = try await database.owner.query("SELECT 'nonsense!' AS value")[0]
            #expect(throws: PostgresError.self) { try row.decode("value", as: ExpiryPreset.self) }
            #expect(throws: PostgresError.self) { try row.decode("value", as: TenantRoute.self) }
        }
    }

    private func expectWords<Value: Word & Equatable>(_ words: [Value], in database: TestDatabase) async throws {
        for word in words {
            try await expectRoundTrip(word, as: word.rawValue, in: database)
        }
        try await expectRoundTrip(words, in: database)
        let row = try await database.owner.query("SELECT 'NOBODY' AS value")[0]
        #expect(throws: PostgresError.self) { try row.decode("value", as: Value.self) }
    }

    /// - Parameter text: what PostgreSQL makes of the value.
    private func expectRoundTrip<Value: PostgresCodable & Equatable>(
        _ value: Value,
        as text: String? = nil,
        in database: TestDatabase
    ) async throws {
        let row = try await database.owner.query("SELECT \(value) AS value, \(value)::text AS text")[0]
        #expect(try row.decode("value", as: Value.self) == value)
        if let text { #expect(try row.decode("text", as: String.self) == text) }
    }
}
