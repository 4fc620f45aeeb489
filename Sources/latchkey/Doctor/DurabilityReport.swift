/// Whether what was answered outlives the server: a change that was lost would be accepted again.
struct DurabilityReport {
    let fsync: Bool
    /// `synchronous_commit` of our own sessions.
    let synchronousCommit: String
    /// `synchronous_standby_names`.
    let synchronousStandbys: String
    /// Those that are connected now.
    let standbys: Int

    var outcome: Finding.Outcome {
        guard fsync, synchronousCommit != "off" else {
            return .fine(
                """
                a crash of the server may take back what was answered, revocations too: for anything but trying things out, \
                set fsync and synchronous_commit to on
                """
            )
        }
        if standbys > 0, synchronousStandbys.isEmpty || synchronousCommit == "local" {
            return .wrong(
                """
                a failover may take back what was answered, revocations too: the \(standbys) standby server(s) replicate \
                asynchronously. Set synchronous_standby_names, and synchronous_commit to on.
                """
            )
        }
        guard !synchronousStandbys.isEmpty else {
            return .fine("what is answered outlives a crash of the server; there is no standby to fail over to")
        }
        return .fine("what is answered outlives a crash of the server, and a failover: replication is synchronous")
    }
}
