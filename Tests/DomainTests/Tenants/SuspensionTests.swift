import Testing

@testable import Domain

@Suite("A suspension")
struct SuspensionTests {
    private let then = Instant(microseconds: 1)
    private let now = Instant(microseconds: 2)

    @Test("is staff's or the partner's, and staff's once staff suspend over it")
    func author() {
        let (staffs, partners) = (Suspension(at: then, by: .staff), Suspension(at: then, by: .partner))
        let cases: [(present: Suspension?, role: Role, becomes: Suspension)] = [
            (nil, .superUser, Suspension(at: now, by: .staff)),
            (nil, .partnerAdmin, Suspension(at: now, by: .partner)),
            (partners, .partnerAdmin, partners),
            (partners, .superUser, staffs),
            (staffs, .superUser, staffs),
            (staffs, .partnerAdmin, staffs),
        ]
        for (present, role, becomes) in cases {
            #expect(Suspension.suspended(present, by: role, at: now) == becomes)
        }
    }

    @Test("that staff made only staff end, which the refusal says")
    func resuming() throws {
        for role in [Role.superUser, .partnerAdmin] {
            try Suspension(at: then, by: .partner).requireResumable(by: role)
        }
        let staffs = Suspension(at: then, by: .staff)
        try staffs.requireResumable(by: .superUser)
        let refusal = #expect(throws: Failure.self) { try staffs.requireResumable(by: .partnerAdmin) }
        #expect(refusal?.code == .roleForbidden)
        #expect(refusal?.members.first?.value == ["SUPER_USER"])
    }
}
