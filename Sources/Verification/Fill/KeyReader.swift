internal import Domain
internal import Store

/// What the database says of some kids at one moment.
struct KeyReading: Sendable {
    /// Of those that a key has, or had.
    let found: [Kid: KeySnapshot]
    /// When it was asked.
    let sentAt: MonotonicInstant
    /// The database's time, at `sentAt` or later.
    let now: Instant
}

/// Reads keys from the database, many at once: in one round trip, or two where a route is seen for the first time.
struct KeyReader: Sendable {
    private let database: Database
    private let clock: MonotonicClock
    let directory: TenantDirectory

    init(_ database: Database, clock: MonotonicClock, directory: TenantDirectory = TenantDirectory(capacity: 65_536)) {
        self.database = database
        self.clock = clock
        self.directory = directory
    }

    /// - Throws: `Failure`, `UNAVAILABLE` while the database is away.
    func read(_ kids: [Kid]) async throws -> KeyReading {
        let sentAt = clock.now()
        var (known, strange): ([TenantPlace: [Kid]], [Kid]) = ([:], [])
        for kid in kids {
            guard let place = kid.route.flatMap(directory.place(of:)) else {
                strange.append(kid)
                continue
            }
            known[place, default: []].append(kid)
        }
        // What leads nowhere is looked for all the same, so that it takes as long as any other kid.
        let first = try await ask(known.merging([.nowhere: strange]) { $0 + $1 }, routes: strange.compactMap(\.route))
        let places = first.places.filter { route, place in
            directory.learn(place, of: route)
            return true
        }
        let led = Dictionary(grouping: strange) { kid in kid.route.flatMap { places[$0] } ?? .nowhere }
            .filter { $0.key != .nowhere }
        guard !led.isEmpty else { return KeyReading(found: first.found, sentAt: sentAt, now: first.now) }
        let second = try await ask(led, routes: [])
        return KeyReading(
            found: first.found.merging(second.found) { $1 },
            sentAt: sentAt,
            // Counted from `sentAt`, so the earlier of the two.
            now: first.now
        )
    }

    private struct Answer {
        var places: [TenantRoute: TenantPlace]
        var found: [Kid: KeySnapshot] = [:]
        let now: Instant
    }

    private func ask(_ kids: [TenantPlace: [Kid]], routes: [TenantRoute]) async throws -> Answer {
        let asked = kids.filter { !$0.value.isEmpty }.map { (place: $0.key, kids: $0.value) }
        let parents = Array(Set(asked.compactMap(\.place.parent)))
        let (keys, standings, places, now) = try await database.onVerification { transaction in
            let places = transaction.places(of: routes)
            let keys = try asked.map { try transaction.keys(of: $0.kids, in: $0.place.id) }
            let standings = try (asked.map(\.place.id) + parents).map { try transaction.standing(of: $0) }
            return (Reply.all(keys), Reply.all(standings), places, transaction.time())
        }
        let standing = Dictionary(zip(asked.map(\.place.id) + parents, standings)) { one, _ in one }
        var answer = Answer(places: places, now: now)
        for ((place, _), keys) in zip(asked, keys) {
            guard let own = standing[place.id] ?? nil else { continue }
            let partner = place.parent.flatMap { standing[$0] ?? nil }
            // A tenant that has a partner is not judged without it.
            if place.parent != nil, partner == nil { continue }
            for key in keys {
                answer.found[key.kid] = KeySnapshot(key: key, standing: own, partner: partner, partnerID: place.parent)
            }
        }
        return answer
    }
}
