import Domain
import Testing

@testable import Jobs

@Suite("Room for deliveries under way")
struct DeliverySlotsTests {
    private func due(_ tenant: Int, _ endpoint: Int, isFailing: Bool = false) -> DueEndpoint {
        DueEndpoint(
            tenant: ID(bits: UInt128(tenant)),
            endpoint: ID(bits: UInt128(tenant * 1000 + endpoint)),
            dueAt: Instant(microseconds: 0),
            isFailing: isFailing
        )
    }

    /// How many of them there is room for, and how many slots they have.
    private func take(_ due: [DueEndpoint], from slots: inout DeliverySlots) -> (count: Int, slots: Int) {
        let taken = slots.take(due)
        return (taken.count, taken.map(\.size).reduce(0, +))
    }

    private func many(_ tenants: ClosedRange<Int>, isFailing: Bool = false) -> [DueEndpoint] {
        tenants.flatMap { tenant in (1...20).map { due(tenant, $0, isFailing: isFailing) } }
    }

    @Test("is bounded for each tenant, so that one with many endpoints leaves room for the others")
    func tenants() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let (many, other) = (take((1...100).map { due(1, $0) }, from: &slots), take([due(2, 1)], from: &slots))
        #expect(many == (20, 80) && other == (1, 4))
        #expect(slots.fullTenants == [ID(bits: 1)] && !slots.isFull)
    }

    @Test("is shared by the tenants who wait, each of whom gets less the more of them there are")
    func shares() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let taken = slots.take(many(1...64))
        let sizes = Dictionary(grouping: taken, by: \.due.tenant).mapValues { $0.map(\.size).reduce(0, +) }
        #expect(sizes.count == 64 && sizes.values.allSatisfy { $0 <= 8 && $0 >= 4 })
    }

    @Test("is kept for tenants who have nothing under way, whatever others have")
    func reserve() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let taken = take(many(1...7), from: &slots).slots
        #expect(taken >= 384 && taken < 512)
        let others = take((100...150).map { due($0, 1) }, from: &slots)
        #expect(others == (51, 51))
        let failing = take(many(200...260, isFailing: true), from: &slots)
        #expect(failing.count > 0)
    }

    @Test("is bounded for endpoints that fail, of which half of all is kept free, and as much for those that are slow")
    func failing() {
        for isFailing in [true, false] {
            var slots = DeliverySlots(DeliverySlots.Limits())
            let failing = many(1...100, isFailing: isFailing)
            if !isFailing { for due in failing { slots.note(due.endpoint, isSlow: true) } }
            let taken = take(failing, from: &slots)
            let other = take([due(200, 1)], from: &slots)
            #expect(taken == (256, 256) && other == (1, 4))
        }
        var slots = DeliverySlots(DeliverySlots.Limits())
        slots.note(due(1, 1).endpoint, isSlow: true)
        slots.note(due(1, 1).endpoint, isSlow: false)
        let taken = take([due(1, 1)], from: &slots)
        #expect(taken == (1, 4))
    }

    @Test("is given to whoever was served least lately, whatever has been due for longer")
    func turns() {
        var slots = DeliverySlots(DeliverySlots.Limits(all: 4, failing: 2, tenant: 4, endpoint: 1, reserve: 4))
        let first = slots.take([due(1, 1), due(1, 2), due(1, 3), due(1, 4)])
        #expect(first.count == 3)
        slots.free(due(1, 1))
        let next = slots.take([due(1, 5), due(2, 1)])
        #expect(next.map(\.due) == [due(2, 1)])
    }

    @Test("is given back, and taken once for each endpoint")
    func free() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let taken = take([due(1, 1), due(1, 1)], from: &slots)
        #expect(taken == (1, 4) && slots.endpoints == [due(1, 1).endpoint])
        slots.free(due(1, 1))
        slots.free(due(1, 1))
        #expect(slots.isIdle && slots.fullTenants.isEmpty)
        _ = slots.take((1...600).map { due($0, 1) })
        #expect(slots.isFull)
    }
}
