import Domain
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

/// Through the listener, as gateways ask.
@Suite("What the data plane counts", .timeLimit(.minutes(5)))
struct CountingTests {
    private func withCounting(
        now: Instant = testNow,
        _ body: (Bench, _ totals: () -> [String]) async throws -> Void
    ) async throws {
        let meter = UsageMeter()
        try await withKeys(clock: WallClock { _ in now }, meter: meter) { bench in
            try await body(bench) {
                meter.take().flatMap(\.rows).filter { $0.key != .wholeTenant }.map { "\($0.outcome.name) \($0.count)" }
                    .sorted()
            }
        }
    }

    @Test("is each check whose secret matched, by its verdict", arguments: VerdictTests.conditions)
    func countsVerdicts(_ condition: VerdictTests.Condition) async throws {
        try await withCounting { bench, totals in
            let owner = try await bench.keyring.insertTenant(suspended: condition.tenantIsSuspended)
            let key = try await bench.keyring.insertKey(of: owner) { condition.change(&$0) }
            var asked = Asked(key: key.text)
            condition.ask(&asked)
            let isLimited = condition.verdict == .rateLimited
            if isLimited { #expect(try await bench.listener.verify(asked).verdict == "VALID") }
            #expect(try await bench.listener.verify(asked).verdict == condition.verdict.rawValue)
            #expect(try await bench.listener.authorize(asked).status == condition.status)
            #expect(totals() == ["\(condition.verdict.rawValue) 2"] + (isLimited ? ["VALID 1"] : []))
        }
    }

    @Test("is a check that was passed")
    func countsValid() async throws {
        try await withCounting { bench, totals in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            #expect(try await bench.listener.authorize(Asked(key: key.text)).status == 204)
            #expect(totals() == ["VALID 2"])
        }
    }

    @Test("is nothing of a key that is malformed, unknown, or presented with a secret that is not its own")
    func countsNoStrangers() async throws {
        try await withCounting { bench, totals in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let strange = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
            for text in ["nonsense", key.string.forged, strange.whole.expose()] {
                let verdict = try await bench.listener.verify(Asked(key: text)).verdict
                #expect(verdict == "MALFORMED" || verdict == "UNKNOWN")
                #expect(try await bench.listener.authorize(Asked(key: text)).status == 401)
            }
            #expect(try await bench.listener.authorize("", "").status == 401)
            #expect(totals() == [])
        }
    }
}
