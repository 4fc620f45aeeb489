import Testing

@testable import Domain

struct CheckTests {
    /// A key, a question and a rate with nothing wrong.
    struct Case: Sendable {
        var key: KeyString? = .mint(prefix: "sk", environment: .live, route: route(), using: .seeded(1))
        var isKnown = true
        var facts = Check.Facts(
            secret: .current,
            isSuspended: false,
            revokedAt: nil,
            expiresAt: nil,
            disabledAt: nil,
            environment: .live,
            ipAllowlist: [network("10.0.0.0/8")],
            scopes: ["invoices:read", "clients:read"]
        )
        var question = Check.Question(scopes: ["invoices:read"], ip: ip("10.1.2.3"), environment: .live)
        var isAdmitted = true

        var answer: Check.Answer {
            Check.answer(question, key: key, facts: isKnown ? facts : nil, now: noon) { isAdmitted }
        }
    }

    struct Fault: Sendable {
        let verdict: Verdict
        let apply: @Sendable (inout Case) -> Void
    }

    /// Every way to fail, in the order of the check. Some verdicts have several.
    static let faults: [Fault] = [
        Fault(verdict: .malformed) { $0.key = nil },
        Fault(verdict: .unknown) { $0.isKnown = false },
        Fault(verdict: .unknown) { $0.facts.secret = .none },
        Fault(verdict: .suspended) { $0.facts.isSuspended = true },
        Fault(verdict: .revoked) { $0.facts.revokedAt = noon - .seconds(1) },
        Fault(verdict: .rotated) { if $0.facts.secret == .current { $0.facts.secret = .previous(validUntil: noon) } },
        Fault(verdict: .expired) { $0.facts.expiresAt = noon },
        Fault(verdict: .disabled) { $0.facts.disabledAt = noon - .seconds(1) },
        Fault(verdict: .wrongEnvironment) { $0.question.environment = .test },
        Fault(verdict: .ipNotAllowed) { $0.question.ip = ip("11.0.0.1") },
        Fault(verdict: .ipNotAllowed) { $0.question.ip = nil },
        Fault(verdict: .insufficientScope) { $0.question.scopes.append("invoices:write") },
        Fault(verdict: .rateLimited) { $0.isAdmitted = false },
    ]

    @Test("nothing wrong is VALID")
    func valid() {
        #expect(Case().answer == Check.Answer(verdict: .valid, missingScopes: []))
    }

    @Test("each fault alone has its verdict", arguments: faults.indices)
    func alone(index: Int) {
        var check = Case()
        Self.faults[index].apply(&check)
        #expect(check.answer.verdict == Self.faults[index].verdict)
    }

    @Test("of any two faults the earlier one in the order is told", arguments: faults.indices)
    func pairs(first: Int) {
        for second in Self.faults.indices where Self.faults[second].verdict != Self.faults[first].verdict {
            var check = Case()
            Self.faults[first].apply(&check)
            Self.faults[second].apply(&check)
            #expect(check.answer.verdict == Self.faults[min(first, second)].verdict, "\(first) and \(second)")
        }
    }

    @Test("with every fault at once, undoing the first reveals the next")
    func cascade() {
        for start in Self.faults.indices {
            var check = Case()
            for fault in Self.faults[start...] { fault.apply(&check) }
            #expect(check.answer.verdict == Self.faults[start].verdict)
        }
    }

    @Test("the faults cover every verdict, in its order")
    func complete() {
        var verdicts: [Verdict] = []
        for fault in Self.faults where verdicts.last != fault.verdict { verdicts.append(fault.verdict) }
        #expect(verdicts + [.valid] == Verdict.allCases)
        #expect(Verdict.allCases.count == 12)
    }

    @Test("expiry and grace are half-open")
    func halfOpen() {
        let moment: Duration = .microseconds(1)
        var check = Case()
        check.facts.expiresAt = noon + moment
        check.facts.secret = .previous(validUntil: noon + moment)
        #expect(check.answer.verdict == .valid)
    }

    @Test("an empty allowlist is any address, and none")
    func noAllowlist() {
        var check = Case()
        check.facts.ipAllowlist = []
        for address in [ip("1.2.3.4"), ip("::1"), nil] {
            check.question.ip = address
            #expect(check.answer.verdict == .valid)
        }
    }

    @Test("an IPv4-mapped address is its IPv4 address")
    func mapped() {
        var check = Case()
        check.question.ip = ip("::ffff:10.1.2.3")
        #expect(check.answer.verdict == .valid)
    }

    @Test("without an environment none is checked, without scopes none are")
    func nothingAsked() {
        var check = Case()
        check.facts.environment = .test
        check.facts.scopes = []
        check.question = Check.Question(ip: ip("10.0.0.1"))
        #expect(check.answer.verdict == .valid)
    }

    @Test("missing scopes are told once each in the order asked, unknown ones too")
    func missingScopes() {
        var check = Case()
        check.question.scopes = ["z", "clients:read", "invoices:write", "z", ""]
        #expect(check.answer == Check.Answer(verdict: .insufficientScope, missingScopes: ["z", "invoices:write", ""]))
        check.facts.disabledAt = noon
        #expect(check.answer.missingScopes == [])
    }

    @Test("only a check that nothing else refuses counts against the rate", arguments: faults.indices.dropLast())
    func rateIsLast(index: Int) {
        var check = Case()
        Self.faults[index].apply(&check)
        var asked = 0
        _ = Check.answer(check.question, key: check.key, facts: check.isKnown ? check.facts : nil, now: noon) {
            asked += 1
            return true
        }
        #expect(asked == 0)
    }
}
