import Domain
import Testing

@testable import Operations

@Suite("What keeps a connection for long")
struct TenantSeatsTests {
    private func tenant(_ number: UInt64) -> ID<Tenant> { .make(at: Instant(microseconds: 0), using: .seeded(number)) }

    @Test("is done once at a time for a tenant, and so often in all; others are told when to try again")
    func bounded() throws {
        let seats = TenantSeats(most: 2, detail: "Busy.")
        try seats.take(tenant(1))
        let refusal = #expect(throws: Failure.self) { try seats.take(tenant(1)) }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.retryAfter == .seconds(5))
        try seats.take(tenant(2))
        #expect(throws: Failure.self) { try seats.take(tenant(3)) }
        seats.leave(tenant(1))
        try seats.take(tenant(3))
        seats.leave(tenant(2))
        try seats.take(tenant(1))
    }
}
