import Testing

@testable import Domain

struct EventTallyTests {
    private let tenant: ID<Tenant> = ID(bits: 2)
    private let other: ID<Tenant> = ID(bits: 3)

    private func refusal(_ user: UInt128 = 6, in tenant: ID<Tenant>? = nil) -> EventTally.Event {
        let actor = AuditActor(user: ID(bits: user), role: nil, onBehalfOf: nil)
        return EventTally.Event(.actor(actor, in: tenant ?? self.tenant), "key.revoke", code: "ROLE_FORBIDDEN")
    }

    private func once(_ event: EventTally.Event, at seconds: Int, from address: String = "10.0.0.1")
        -> EventTally.Counted
    {
        let at = noon + .seconds(seconds)
        return EventTally.Counted(event, addresses: [ip(address)], first: at, last: at)
    }

    @Test("counts what is the same within a minute as one, from when to when and from where")
    func counts() throws {
        var tally = EventTally()
        for second in [3, 1, 59] { tally.add(once(refusal(), at: second, from: "10.0.0.\(second)")) }
        tally.add(once(refusal(), at: 60))
        let taken = tally.take()
        #expect(taken.map(\.count) == [3, 1])
        let first = try #require(taken.first)
        #expect(first.first == noon + .seconds(1))
        #expect(first.last == noon + .seconds(59))
        #expect(first.addresses.map(\.description) == ["10.0.0.3", "10.0.0.1", "10.0.0.59"])
        #expect(tally.isEmpty)
    }

    @Test("keeps ten addresses at most, each once")
    func addresses() {
        var tally = EventTally()
        for number in 0..<50 { tally.add(once(refusal(), at: 0, from: "10.0.0.\(number % 25)")) }
        #expect(tally.take().map(\.addresses.count) == [10])
    }

    @Test(
        "loses nothing beyond its bounds: it is counted in the trail's own row, and in the platform's when all is full"
    )
    func overflow() {
        var bounds = EventTally.Bounds()
        (bounds.all, bounds.platform, bounds.tenant) = (6, 3, 4)
        var tally = EventTally(bounds: bounds)
        for user in 0..<10 { tally.add(once(refusal(UInt128(user + 1)), at: user)) }
        for user in 0..<10 { tally.add(once(refusal(UInt128(user + 1), in: other), at: 60 + user)) }
        // What has its row already is counted there.
        tally.add(once(refusal(1), at: 11))
        let taken = tally.take()
        #expect(taken.reduce(0) { $0 + $1.count } == 21)
        let beyond = taken.filter { $0.event.action == EventTally.overflow }
        #expect(beyond.contains { $0.event.subject == .actor(nil, in: tenant) && $0.count == 6 })
        #expect(beyond.contains { $0.event.subject == .actor(nil, in: .platform) && $0.count == 9 })
        #expect(taken.count == 4 + 1 + 1 + 1)
        #expect(beyond.allSatisfy { $0.addresses.isEmpty })
    }

    @Test("keeps 500 addresses apart, and what is tried under more is nobody's: people and trails have their own room")
    func addressFlood() {
        var tally = EventTally()
        for number in 0..<30_000 {
            tally.add(once(EventTally.Event(.address("\(number)@x.example"), "session.refused", code: "C"), at: 0))
        }
        for user in 0..<5_001 {
            let subject = EventTally.Subject.account(ID(bits: UInt128(user + 1)), .password(secondFactor: false))
            tally.add(once(EventTally.Event(subject, "session.begin"), at: 0))
        }
        tally.add(once(refusal(), at: 0))
        let taken = tally.take()
        #expect(taken.reduce(0) { $0 + $1.count } == 30_000 + 5_001 + 1)
        #expect(taken.filter { $0.event.subject == .nobody && $0.event.code == "C" }.map(\.count) == [29_500])
        #expect(taken.filter { if case .address = $0.event.subject { true } else { false } }.count == 500)
        #expect(taken.filter { if case .account = $0.event.subject { true } else { false } }.count == 5_000)
        #expect(taken.filter { $0.event.action == EventTally.overflow }.map(\.count) == [1])
        #expect(taken.contains { $0.event == refusal() })
    }

    @Test("has one row for what is beyond, however often that could not be written")
    func overflowPutBack() {
        var bounds = EventTally.Bounds()
        bounds.tenant = 1
        var tally = EventTally(bounds: bounds)
        for minute in 0..<10 {
            for user in 1...3 { tally.add(once(refusal(UInt128(user)), at: 60 * minute)) }
            for counted in tally.take() { tally.add(counted) }
        }
        let beyond = tally.take().filter { $0.event.action == EventTally.overflow }
        #expect(beyond.map(\.count) == [29])
    }

    @Test("takes back what could not be written, and counts on")
    func putBack() {
        var tally = EventTally()
        tally.add(once(refusal(), at: 0))
        let taken = tally.take()
        tally.add(once(refusal(), at: 1))
        for counted in taken { tally.add(counted) }
        #expect(tally.take().map(\.count) == [2])
    }
}
