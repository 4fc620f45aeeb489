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

    @Test("is bounded for each tenant, so that one with many endpoints leaves room for the others")
    func tenants() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        #expect((1...100).count { slots.take(due(1, $0)) } == 20)
        #expect(slots.fullTenants == [ID(bits: 1)] && !slots.isFull)
        #expect(slots.take(due(2, 1)))
    }

    @Test("is bounded for endpoints that fail, of which half of all is kept free")
    func failing() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        let taken = (1...100).map { tenant in (1...20).count { slots.take(due(tenant, $0, isFailing: true)) } }
        #expect(taken.reduce(0, +) == 256)
        #expect(slots.take(due(200, 1)))
    }

    @Test("is given back, and taken once for each endpoint")
    func free() {
        var slots = DeliverySlots(DeliverySlots.Limits())
        #expect(slots.take(due(1, 1)) && !slots.take(due(1, 1)))
        #expect(slots.endpoints == [due(1, 1).endpoint])
        slots.free(due(1, 1))
        slots.free(due(1, 1))
        #expect(slots.isIdle && slots.fullTenants.isEmpty)
        #expect((1...10).allSatisfy { tenant in (1...12).allSatisfy { slots.take(due(tenant, $0)) } })
        #expect((11...20).count { slots.take(due($0, 1)) } == 8 && slots.isFull)
    }
}
