import Foundation
import Testing

@testable import Postgres

@Suite("Values go to the server and come back")
struct RoundTripTests {
    @Test("booleans, integers and floating-point numbers, the extremes included")
    func numbers() async throws {
        try await expectRoundTrips([true, false])
        try await expectRoundTrips([Int16.min, -1, 0, .max])
        try await expectRoundTrips([Int32.min, -1, 0, .max])
        try await expectRoundTrips([Int64.min, -1, 0, .max])
        try await expectRoundTrips([Int.min, -1, 0, .max])
        try await expectRoundTrips([0.1, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity])
    }

    @Test("text, empty and in every script")
    func text() async throws {
        try await expectRoundTrips(["", "it's \\ \"quoted\"", "Zürich 東京 עברית 👩‍👩‍👧‍👦 e\u{301}", "\u{1}\u{10FFFF}\n"])
    }

    @Test("bytes, none and all 256 of them")
    func bytes() async throws {
        try await expectRoundTrips([Bytes([]), Bytes(Array(0...255))])
    }

    @Test("UUIDs")
    func uuids() async throws {
        let fixed = try #require(UUID(uuidString: "01890A5D-AC96-774B-BCCE-B302099A8057"))
        try await expectRoundTrips([fixed, UUID()])
        #expect(try await shown("SELECT \(fixed)::text AS v") == "01890a5d-ac96-774b-bcce-b302099a8057")
    }

    @Test("instants to the microsecond, from 4713 BC to as late as fits")
    func timestamps() async throws {
        try await expectRoundTrips(
            [-210_866_803_200_000_000, -1, 0, 1, 1_795_219_200_123_456, 9_223_372_036_854_775_806].map {
                Timestamp(microseconds: $0)
            }
        )
        let instant = Timestamp(microseconds: 1_795_219_200_123_456)
        let instantText = try await shown("SELECT (\(instant) AT TIME ZONE 'UTC')::text AS v")
        #expect(instantText == "2026-11-21 00:00:00.123456")
    }

    @Test("an instant that the server cannot keep is refused rather than turned into infinity")
    func outOfRangeTimestamps() async throws {
        for microseconds: Int64 in [.min, .min + 1, -300_000_000_000_000_000] {
            let error = try await postgresError { try await expectRoundTrips([Timestamp(microseconds: microseconds)]) }
            #expect(error.sqlState == SQLState(rawValue: "22008"))
        }
    }

    @Test("infinity is no instant", arguments: ["infinity", "-infinity"])
    func infinity(text: String) async throws {
        let error = try await postgresError {
            let _: Timestamp = try await value("SELECT \(text)::timestamptz AS v")
        }
        guard case .decoding(column: "v", _) = error else { throw error }
    }

    @Test("addresses and networks of both families")
    func addresses() async throws {
        let v4 = try #require(Inet(family: .v4, prefix: 32, bytes: [10, 0, 0, 1]))
        let v4Host = try #require(Inet(family: .v4, prefix: 24, bytes: [192, 168, 1, 7]))
        let v6 = try #require(
            Inet(family: .v6, prefix: 128, bytes: [0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 11) + [1])
        )
        try await expectRoundTrips([v4, v4Host, v6])
        #expect(try await shown("SELECT \(v6)::text AS v") == "2001:db8::1/128")

        let network = CIDR(
            try #require(Inet(family: .v6, prefix: 32, bytes: [0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 12)))
        )
        try await expectRoundTrips([network, CIDR(v4)])
        #expect(try await shown("SELECT \(network)::text AS v") == "2001:db8::/32")
        #expect(Inet(family: .v4, prefix: 33, bytes: [1, 2, 3, 4]) == nil)
        #expect(Inet(family: .v6, prefix: 0, bytes: [1, 2, 3, 4]) == nil)
    }

    @Test("JSON, by its text")
    func json() async throws {
        try await expectRoundTrips([JSONText(#"{"a": [1, null, "é"]}"#)])
        let read: JSONText = try await value("SELECT '[1]'::json AS v")
        #expect(read.text == "[1]")
    }

    @Test("NULL, for every type")
    func nulls() async throws {
        try await expectRoundTrips([Bool?.none, true])
        try await expectRoundTrips([Int64?.none, 1])
        try await expectRoundTrips([Double?.none])
        try await expectRoundTrips([String?.none, ""])
        try await expectRoundTrips([Bytes?.none, Bytes([])])
        try await expectRoundTrips([UUID?.none])
        try await expectRoundTrips([Timestamp?.none])
        try await expectRoundTrips([Inet?.none])
        try await expectRoundTrips([CIDR?.none])
        try await expectRoundTrips([JSONText?.none])
        try await expectRoundTrips([[String]?.none, []])
    }

    @Test("arrays, empty ones and those that hold NULLs included")
    func arrays() async throws {
        try await expectRoundTrips([[String](), ["a", "", "{\"b\",NULL}"]])
        try await expectRoundTrips([[String?](), [nil], ["a", nil, ""]])
        try await expectRoundTrips([[Bool](), [true, false]])
        try await expectRoundTrips([[Int16](), [1, .min]])
        try await expectRoundTrips([[Int32](), [1, .min]])
        try await expectRoundTrips([[Int64?](), [1, nil, .max]])
        try await expectRoundTrips([[1.5, -2]])
        try await expectRoundTrips([[UUID(), UUID()]])
        try await expectRoundTrips([[Bytes([]), Bytes([0, 1])]])
        try await expectRoundTrips([[Timestamp(microseconds: 1), Timestamp(microseconds: -1)]])
        try await expectRoundTrips([[JSONText("[]"), JSONText("{}")]])
        let address = try #require(Inet(family: .v4, prefix: 32, bytes: [127, 0, 0, 1]))
        try await expectRoundTrips([[address], []])
        try await expectRoundTrips([[CIDR(address)], []])
    }

    @Test("a value of the wrong type, one that does not fit, and an unexpected NULL are refused")
    func refusals() async throws {
        func expectRefusal<Value: PostgresDecodable>(_ query: Query, as type: Value.Type, _ reason: String) async throws
        {
            let error = try await postgresError { let _: Value = try await value(query) }
            guard case .decoding(column: "v", let failure) = error else { throw error }
            #expect(failure.reason.contains(reason))
        }
        try await expectRefusal("SELECT 70000 AS v", as: Int16.self, "does not fit")
        try await expectRefusal("SELECT 'a'::text AS v", as: Int.self, "OID 25")
        try await expectRefusal("SELECT NULL::text AS v", as: String.self, "is NULL")
        try await expectRefusal("SELECT 1.5::numeric AS v", as: Double.self, "OID 1700")
        try await expectRefusal("SELECT ARRAY[[1],[2]] AS v", as: [Int].self, "one dimension")
        try await expectRefusal("SELECT ARRAY['a', NULL] AS v", as: [String].self, "is NULL")
        try await expectRefusal("SELECT 'abcdefghijkl'::text AS v", as: [String].self, "expected an array")
        let missing = try await postgresError {
            let _: Int = try await Server.shared().connection().query("SELECT 1 AS v")[0].decode("w")
        }
        guard case .decoding(column: "w", _) = missing else { throw missing }
    }
}

private func expectRoundTrips<Value: PostgresCodable & Equatable>(_ values: [Value]) async throws {
    let connection = try await Server.shared().connection()
    for value in values {
        let row = try await connection.query("SELECT \(value) AS v")[0]
        #expect(try row.decode("v", as: Value.self) == value)
    }
    await connection.close()
}

private func value<Value: PostgresDecodable>(_ query: Query) async throws -> Value {
    try await Server.shared().connection().query(query)[0].decode("v")
}

private func shown(_ query: Query) async throws -> String {
    try await value(query)
}
