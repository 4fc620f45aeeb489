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
            return .wrong(
                """
                a crash of the server may take back what was answered, revocations too. Set fsync and synchronous_commit to on.
                """
            )
        }
        let waits = !synchronousStandbys.isEmpty && synchronousCommit != "local"
        if standbys > 0, !waits {
            return .wrong(
                """
                a failover may take back what was answered, revocations too: the \(standbys) standby server(s) replicate \
                asynchronously. Set synchronous_standby_names, and synchronous_commit to on.
                """
            )
        }
        guard waits else {
            return .fine("what is answered outlives a crash of the server; there is no standby to fail over to")
        }
        return .fine("what is answered outlives a crash of the server, and a failover: replication is synchronous")
    }
}
