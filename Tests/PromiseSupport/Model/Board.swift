import Synchronization

/// Everything that can be tightened and asked about, and what is worth asking most.
final class Board: Sendable {
    let places: [Place]
    private let keys = Mutex<[Key]>([])
    private let hot = Mutex<[(probes: [Probe], at: Moment)]>([])

    init(places: [Place]) {
        self.places = places
    }

    func add(_ key: Key) {
        keys.withLock { $0.append(key) }
    }

    /// Nothing more is done with it; it stays worth asking about for a while.
    func remove(_ key: Key) {
        key.retire()
        keys.withLock { keys in keys.removeAll { $0 === key } }
    }

    var allKeys: [Key] { keys.withLock { $0 } }

    /// One that nobody else is changing, for as long as until it is given back; nil when there is none for now.
    func take<Wanted: Thing>(_ pick: Int, of things: [Wanted]) -> Wanted? {
        for offset in things.indices {
            let thing = things[(pick + offset) % things.count]
            if thing.take() { return thing }
        }
        return nil
    }

    /// Asked about by every other check from now on, for some seconds.
    func heat(_ probes: [Probe]) {
        let now = Moment.now
        hot.withLock { hot in
            hot.removeAll { now - $0.at > 4000 }
            hot.append((probes, now))
        }
    }

    func pick(_ seed: inout Seed) -> Probe? {
        if seed.number(0...9) < 6, let probe = hotProbes.randomElement(using: &seed) { return probe }
        return allKeys.randomElement(using: &seed)?.probes.randomElement(using: &seed)
    }

    /// What must be refused now, the newest first.
    func forbidden(atMost count: Int) -> [Probe] {
        Array(hotProbes.reversed().filter(\.isForbidden).prefix(count))
    }

    private var hotProbes: [Probe] { hot.withLock { $0.flatMap(\.probes) } }
}
