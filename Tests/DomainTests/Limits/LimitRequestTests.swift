import Testing

@testable import Domain

@Suite("A request for a higher limit")
struct LimitRequestTests {
    @Test("is pending until it is decided, and then what was made of it")
    func status() throws {
        #expect(pending.status == .pending)
        #expect(pending.version == 1)
        let approved = try decide(pending, .approve(limit: nil), current: 10)
        #expect(approved.status == .approved)
        #expect(approved.decision == LimitDecision(at: noon, by: ID(bits: 3), reason: "Fine", grantedLimit: 25))
        #expect(approved.version == 2)
        #expect(approved.people == [ID(bits: 2), ID(bits: 3)])
        let denied = try decide(pending, .deny, current: 10)
        #expect(denied.status == .denied)
        #expect(denied.decision?.grantedLimit == nil)
    }

    @Test("is approved for another number too, as long as it is a raise", arguments: [11, 24, 26, 1_000_000])
    func otherNumber(granted: Int) throws {
        #expect(try decide(pending, .approve(limit: granted), current: 10).decision?.grantedLimit == granted)
    }

    @Test("is not approved for the limit that there is or a lower one, nor once the limit is as high as asked for")
    func noRaise() throws {
        for (limit, current) in [(10, 10), (9, 10), (0, 10), (nil, 25), (nil, 26)] as [(Int?, Int)] {
            expect(["/limit NOT_A_RAISE"]) { try decide(pending, .approve(limit: limit), current: current) }
        }
        // There is nothing to be said against a denial.
        #expect(try decide(pending, .deny, current: 26).status == .denied)
    }

    @Test("is decided once, whatever is made of it again")
    func once() throws {
        for ruling in [LimitRequest.Ruling.approve(limit: nil), .deny] {
            let decided = try decide(pending, ruling, current: 10)
            for again in [LimitRequest.Ruling.approve(limit: nil), .approve(limit: 5), .deny] {
                let failure = #expect(throws: Failure.self) { try decide(decided, again, current: 25) }
                #expect(failure?.code == .limitRequestDecided)
            }
        }
    }

    @Test("asks for more than there is")
    func isRaise() throws {
        try LimitRequest.require(11, above: 10)
        for requested in [10, 9, 0] {
            expect(["/requested_limit NOT_A_RAISE"]) { try LimitRequest.require(requested, above: 10) }
        }
    }

    @Test("says why, in up to 1,000 characters of which one can be seen")
    func reasons() throws {
        for text in ["a", "Black\nFriday", String(repeating: "a", count: 1000)] {
            #expect(try LimitReason(validating: text).text == text)
        }
        #expect(try LimitReason(validating: "e\u{301}").text == "\u{e9}")
        let wrong = [
            ("", "BLANK"), (" \n\t", "BLANK"), ("\u{200B}", "BLANK"), (String(repeating: "a", count: 1001), "TOO_LONG"),
            ("a\0b", "INVALID_CHARACTER"), ("a\u{202E}b", "INVALID_CHARACTER"),
        ]
        for (text, code) in wrong {
            let error = #expect(throws: InputError.self) { try LimitReason(validating: text) }
            #expect(error?.code == code)
            #expect(error?.pointer == "/reason")
        }
    }

    private let pending = LimitRequest(
        id: ID(bits: 1),
        tenant: ID(bits: 9),
        requestedLimit: 25,
        reason: "Black Friday",
        createdAt: noon,
        createdBy: ID(bits: 2)
    )

    private func decide(
        _ request: LimitRequest,
        _ ruling: LimitRequest.Ruling,
        current: Int
    ) throws -> LimitRequest {
        try request.decided(
            ruling,
            reason: LimitReason(validating: "Fine"),
            by: ID(bits: 3),
            at: noon,
            current: current
        )
    }

    private func expect<Value>(_ errors: [String], _ body: () throws -> Value) {
        let failure = #expect(throws: Failure.self) { _ = try body() }
        #expect(failure?.errors.map { "\($0.pointer) \($0.code)" } == errors)
    }
}
