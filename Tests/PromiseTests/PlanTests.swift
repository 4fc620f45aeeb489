import PromiseSupport
import Testing

@Suite("A plan")
struct PlanTests {
    @Test("is the same for the same seed, and another for another")
    func seed() {
        #expect(Plan(seed: 7, tightenings: 300) == Plan(seed: 7, tightenings: 300))
        #expect(Plan(seed: 7, tightenings: 300) != Plan(seed: 8, tightenings: 300))
    }

    @Test("of two hundred has tightenings and faults of every kind, and crashes and restarts of the database")
    func everyKind() {
        let plan = Plan(seed: .random(in: 1...999_999), tightenings: 200)
        #expect(Set(plan.tightenings.map(\.kind)) == Set(Plan.Kind.allCases))
        for lane in plan.lanes { #expect(Set(lane.prefix(7).map(\.fault)) == Set(Plan.Fault.allCases)) }
        #expect(Set(plan.restarts.map(\.atOnce)) == [true, false])
    }
}
