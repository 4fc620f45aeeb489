import Testing

@testable import Postgres

@Suite("Prepared statements of a connection")
struct StatementCacheTests {
    private let one: Query = "SELECT 1"
    private let two: Query = "SELECT 2"
    private let three: Query = "SELECT 3"

    @Test("a statement is prepared at its first use only")
    func once() {
        var cache = StatementCache(capacity: 2)
        let first = cache.use(one, in: 1)
        #expect(first == .prepare(name: "s1"))
        #expect(cache.use(one, in: 1) == .execute(name: "s1"))
        cache.prepared("s1")
        #expect(cache.use(one, in: 2) == .execute(name: "s1"))
    }

    @Test("the same SQL with parameters of other types is another statement")
    func types() {
        var cache = StatementCache(capacity: 2)
        let number = cache.use("SELECT \(1)", in: 1)
        let text = cache.use("SELECT \("1")", in: 1)
        #expect(number != text)
    }

    @Test("a batch does not rely on what another is still preparing")
    func concurrent() {
        var cache = StatementCache(capacity: 2)
        _ = cache.use(one, in: 1)
        #expect(cache.use(one, in: 2) == .unnamed)
    }

    @Test("a statement that could not be prepared is prepared anew")
    func failure() {
        var cache = StatementCache(capacity: 2)
        _ = cache.use(one, in: 1)
        cache.forget("s1")
        #expect(cache.use(one, in: 2) == .prepare(name: "s2"))
    }

    @Test("the statement used longest ago makes room, and is given back to the server")
    func eviction() {
        var cache = StatementCache(capacity: 2)
        for query in [one, two] { _ = cache.use(query, in: 1) }
        cache.prepared("s1")
        cache.prepared("s2")
        _ = cache.use(one, in: 2)
        #expect(cache.use(three, in: 2) == .prepare(name: "s4"))
        #expect(cache.takeEvicted() == ["s2"])
        #expect(cache.takeEvicted() == [])
        #expect(cache.count == 2)
    }

    @Test("nothing is evicted that is being prepared")
    func busy() {
        var cache = StatementCache(capacity: 1)
        _ = cache.use(one, in: 1)
        #expect(cache.use(two, in: 1) == .unnamed)
    }
}
