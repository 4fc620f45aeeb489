import Testing

@testable import Domain

struct KeyTransitionTests {
    typealias Outcome = KeyTransition.Outcome

    @Test(
        "every state and action, as the design's table has them",
        arguments: [
            (.active, [.applies, .applies, .changesNothing, .applies, .applies, .applies]),
            (.disabled, [.applies, .changesNothing, .applies, .refused(.conflict), .applies, .applies]),
            (
                .expired,
                [
                    .refused(.conflict), .refused(.conflict), .refused(.conflict), .refused(.conflict), .applies,
                    .applies,
                ]
            ),
            (
                .revoked,
                [
                    .refused(.conflict), .refused(.conflict), .refused(.conflict), .refused(.conflict), .applies,
                    .changesNothing,
                ]
            ),
        ] as [(KeyStatus, [Outcome])]
    )
    func table(status: KeyStatus, outcomes: [Outcome]) {
        #expect(KeyTransition.allCases == [.edit, .disable, .enable, .rotate, .duplicate, .revoke])
        #expect(KeyTransition.allCases.map { $0.outcome(from: status) } == outcomes)
    }

    @Test("where keys are disabled first, only revoking an active one that is not compromised is refused")
    func disableFirst() {
        for status in KeyStatus.allCases {
            for compromised in [false, true] {
                let outcome = KeyTransition.revoke.outcome(
                    from: status,
                    disableBeforeRevoke: true,
                    compromised: compromised
                )
                let isRefused = status == .active && !compromised
                #expect(outcome == (isRefused ? .refused(.keyNotDisabled) : KeyTransition.revoke.outcome(from: status)))
            }
        }
    }

    @Test("what is in the state already is no change, and what the state forbids is told from what it lets be done")
    func checks() throws {
        for action in KeyTransition.allCases {
            for status in KeyStatus.allCases {
                switch action.outcome(from: status) {
                case .applies: #expect(try action.check(from: status))
                case .changesNothing: #expect(try !action.check(from: status))
                case .refused(let code): #expect(failure { try action.check(from: status) }?.code == code)
                }
            }
        }
    }

    @Test("a refusal has its code and says why")
    func refusals() throws {
        #expect(failure { try KeyTransition.rotate.check(from: .disabled) }?.code == .conflict)
        let expired = failure { try KeyTransition.enable.check(from: .expired) }
        #expect(expired?.detail == "There is no way to enable a key that is EXPIRED.")
        #expect(expired?.members == [JSON.Member("key_status", "EXPIRED")])
        #expect(
            failure { try KeyTransition.revoke.check(from: .active, disableBeforeRevoke: true) }?.code
                == .keyNotDisabled
        )
        #expect(try KeyTransition.revoke.check(from: .active))
        #expect(try !KeyTransition.revoke.check(from: .revoked))
    }
}
