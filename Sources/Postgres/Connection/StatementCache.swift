/// Which statements a connection's server has prepared, by their SQL and the types of their parameters. The one used
/// longest ago makes room.
struct StatementCache {
    enum Use: Equatable {
        case execute(name: String)
        case prepare(name: String)
        /// There is no room, or another batch is still preparing it.
        case unnamed
    }

    private struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    private struct Entry {
        let name: String
        var lastUse: Int
        /// The batch that prepares it; nil once the server said that it is done.
        var preparedBy: Int?
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var keys: [String: Key] = [:]
    private var uses = 0
    /// Made room, but the server still has them.
    private(set) var evicted: [String] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { entries.count }

    mutating func use(_ query: Query, in batch: Int) -> Use {
        uses += 1
        let key = Key(sql: query.sql, types: query.parameters.types)
        guard let index = entries.index(forKey: key) else { return insert(key, in: batch) }
        if let preparer = entries.values[index].preparedBy, preparer != batch { return .unnamed }
        entries.values[index].lastUse = uses
        return .execute(name: entries.values[index].name)
    }

    private mutating func insert(_ key: Key, in batch: Int) -> Use {
        if entries.count >= capacity { evictOne() }
        guard entries.count < capacity else { return .unnamed }
        let name = "s\(uses)"
        entries[key] = Entry(name: name, lastUse: uses, preparedBy: batch)
        keys[name] = key
        return .prepare(name: name)
    }

    private mutating func evictOne() {
        let oldest = entries.values.filter { $0.preparedBy == nil }.min { $0.lastUse < $1.lastUse }
        guard let oldest else { return }
        forget(oldest.name)
        evicted.append(oldest.name)
    }

    mutating func prepared(_ name: String) {
        guard let key = keys[name] else { return }
        entries[key]?.preparedBy = nil
    }

    /// The server refused it, or was not asked.
    mutating func forget(_ name: String) {
        guard let key = keys.removeValue(forKey: name) else { return }
        entries[key] = nil
    }

    mutating func takeEvicted() -> [String] {
        defer { evicted = [] }
        return evicted
    }

    /// The server was not asked, or refused, to deallocate it.
    mutating func putBack(evicted name: String) {
        evicted.append(name)
    }
}
