import Store
import Testing

@testable import latchkey

@Suite("What doctor says of peppers")
struct PepperReportTests {
    private func report(_ configured: [Int], _ uses: [PepperUse]) -> String {
        "\(Finding("pepper use", PepperReport(configured: configured, uses: uses).outcome))"
    }

    @Test("while there is one")
    func one() {
        #expect(report([1], []) == "ok     pepper use: 0 live secrets of keys under number 1")
        let uses = [PepperUse(id: 1, secrets: 3, liveSecrets: 1, secondFactors: 4)]
        #expect(report([1], uses) == "ok     pepper use: 1 live secret of keys under number 1")
    }

    @Test("how much hangs on an older one, and when it can be removed")
    func older() {
        let uses = [
            PepperUse(id: 1, secrets: 9, liveSecrets: 4, secondFactors: 1, clientSecrets: 2, webhookSecrets: 3),
            PepperUse(id: 2, secrets: 5, liveSecrets: 5), PepperUse(id: 3, secrets: 2),
        ]
        let told = report([2, 1, 3, 4], uses)
        #expect(told.hasPrefix("ok     pepper use: 5 live secrets of keys under number 2; "))
        #expect(
            told.contains(
                "4 live secrets, 1 second factor, 2 client secrets, 3 webhook secrets still depend on pepper 1 (of 9 secrets in "
                    + "all); it can be removed from LATCHKEY_PEPPERS once 0 remain."
            )
        )
        #expect(
            told.contains(
                "nothing depends on pepper 3 any more (2 secrets of dead keys do not count): it can be removed from"
            )
        )
        #expect(told.hasSuffix("nothing depends on pepper 4 any more: it can be removed from LATCHKEY_PEPPERS"))
    }

    @Test("that one is missing on which something depends, and what to do")
    func missing() {
        let uses = [PepperUse(id: 1, secrets: 9, liveSecrets: 4), PepperUse(id: 7, secrets: 2)]
        let told = report([2], uses)
        #expect(told.hasPrefix("WRONG  pepper use: Pepper 1 is not configured, and 4 live secrets depend on it"))
        #expect(told.contains("Put it back, behind the others, in LATCHKEY_PEPPERS") && !told.contains("Pepper 7"))
        #expect(report([2, 1], uses).hasPrefix("ok "))
    }
}
