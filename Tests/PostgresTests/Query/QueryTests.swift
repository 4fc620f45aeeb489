import Testing

@testable import Postgres

@Suite("Queries")
struct QueryTests {
    @Test("an interpolated value becomes a numbered parameter, never text")
    func binding() {
        let name = "'; DROP TABLE keys; --"
        let query: Query = "SELECT \(name), \(Int64(7))"
        #expect(query.sql == "SELECT $1, $2")
        #expect(query.parameters.types == [25, 20])
    }

    @Test("a fragment's parameters are numbered on, also when its text looks like a parameter")
    func fragments() {
        let inner: Query = "a = \(1) AND b = '$1' AND c IN (\("x"), \("y"))"
        let outer: Query = "SELECT \(true) WHERE \(fragment: inner) OR (\(fragment: inner)) LIMIT \(9)"
        let first = "a = $2 AND b = '$1' AND c IN ($3, $4)"
        let second = "a = $5 AND b = '$1' AND c IN ($6, $7)"
        #expect(outer.sql == "SELECT $1 WHERE \(first) OR (\(second)) LIMIT $8")
        #expect(outer.parameters.count == 8)
    }

    @Test("a fragment of a fragment keeps its parameters in order")
    func nestedFragments() async throws {
        let innermost: Query = "\("b")"
        let inner: Query = "\("ü") || \(fragment: innermost)"
        let outer: Query = "SELECT \("a") || \(fragment: inner) || \("c") AS v"
        #expect(outer.sql == "SELECT $1 || $2 || $3 || $4 AS v")
        let connection = try await Server.shared().connection()
        #expect(try await connection.query(outer)[0].decode("v") == "aübc")
    }

    @Test("printing a query shows its SQL and none of its parameters")
    func printing() {
        let query: Query = "SELECT \("hunter2")"
        for text in ["\(query)", String(reflecting: query), "\(query.parameters)", dumped(query)] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"))
        }
    }

    @Test("a configuration never prints its password")
    func configuration() throws {
        let configuration = try PostgresConfiguration("postgresql://me:hunter2@localhost/db")
        for text in ["\(configuration)", String(reflecting: configuration), dumped(configuration)] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test("a URL that libpq cannot read is refused without quoting it")
    func badConfiguration() throws {
        #expect {
            _ = try PostgresConfiguration("postgresql://me:hunter2@[localhost/db")
        } throws: { error in
            !"\(error)".contains("hunter2") && error is PostgresError
        }
    }

    private func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}
