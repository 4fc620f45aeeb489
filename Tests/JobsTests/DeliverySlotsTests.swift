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

    /// How many of them there is room for, one after another.
    private func take(_ due: [DueEndpoint], from slots: inout DeliverySlots) -> Int {
        var taken = 0
        for one in due where slots.take(one) { taken += 1 }
        return taken
    }

    @Test("is bounded for each tenant, so that one with many endpoints leaves room for the others")
    func tenants() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let (many, other) = (take((1...100).map { due(1, $0) }, from: &slots), take([due(2, 1)], from: &slots))
        #expect(many == 20 && other == 1)
        #expect(slots.fullTenants == [ID(bits: 1)] && !slots.isFull)
    }

    @Test("is bounded for endpoints that fail, of which half of all is kept free")
    func failing() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let failing = (1...100).flatMap { tenant in (1...20).map { due(tenant, $0, isFailing: true) } }
        let (taken, other) = (take(failing, from: &slots), take([due(200, 1)], from: &slots))
        #expect(taken == 256 && other == 1)
    }

    @Test("is given back, and taken once for each endpoint")
    func free() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let taken = take([due(1, 1), due(1, 1)], from: &slots)
        #expect(taken == 1 && slots.endpoints == [due(1, 1).endpoint])
        slots.free(due(1, 1))
        slots.free(due(1, 1))
        #expect(slots.isIdle && slots.fullTenants.isEmpty)
        let all = take((1...20).flatMap { tenant in (1...12).map { due(tenant, $0) } }, from: &slots)
        #expect(all == 128 && slots.isFull)
    }
}
