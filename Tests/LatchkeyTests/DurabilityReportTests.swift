import Testing

@testable import latchkey

@Suite("latchkey doctor says whether what was answered outlives the server")
struct DurabilityReportTests {
    private static func outcome(
        fsync: Bool = true,
        commit: String = "on",
        names: String = "",
        standbys: Int = 0
    ) -> Finding {
        let report = DurabilityReport(
            fsync: fsync,
            synchronousCommit: commit,
            synchronousStandbys: names,
            standbys: standbys
        )
        return Finding("durability", report.outcome)
    }

    @Test("one server that writes to disk outlives a crash")
    func alone() {
        let finding = Self.outcome()
        #expect(!finding.isWrong && finding.description.contains("no standby"))
    }

    @Test("a server that does not wait for its disk is told so", arguments: [(false, "on"), (true, "off")])
    func careless(fsync: Bool, commit: String) {
        #expect(Self.outcome(fsync: fsync, commit: commit).isWrong)
    }

    @Test("a standby that replicates asynchronously is wrong", arguments: [("", "on"), ("ANY 1 (*)", "local")])
    func asynchronous(names: String, commit: String) {
        #expect(Self.outcome(commit: commit, names: names, standbys: 1).isWrong)
    }

    @Test("names of standbys that nobody waits for are worth nothing")
    func namesAlone() {
        #expect(Self.outcome(commit: "local", names: "ANY 1 (*)").description.contains("no standby"))
    }

    @Test("synchronous replication outlives a failover")
    func synchronous() {
        let finding = Self.outcome(names: "ANY 1 (*)", standbys: 2)
        #expect(!finding.isWrong && finding.description.contains("a failover"))
    }
}
