import ArgumentParser
import Foundation
import PromiseSupport

@main
struct PromiseCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks that nothing is accepted after its receipt, whatever breaks. See docs/promise.md."
    )

    @Option(help: "How many changes that tighten.")
    var tightenings = 1000

    @Option(help: "Decides what is done and broken. One is chosen, and printed, unless given.")
    var seed: UInt64?

    @Option(help: "A program that takes the place of the last of the four instances.")
    var substitute: String?

    func run() async throws {
        let plan = Plan(seed: seed ?? UInt64.random(in: 1...999_999), tightenings: tightenings)
        print("seed \(plan.seed)")
        fflush(nil)
        let report = try await PromiseRun(plan, try .built(substitute: substitute))()
        print(report)
        for missing in report.missing { print("This did not happen: \(missing)") }
        guard report.violations.isEmpty, report.missing.isEmpty else { throw ExitCode.failure }
    }
}
