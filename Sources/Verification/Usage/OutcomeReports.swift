internal import Domain
internal import Store

/// Counts what gateways say happened after their checks.
struct OutcomeReports: Sendable {
    let database: Database
    let meter: UsageMeter

    /// What happened after the checks of one key.
    struct Report: Sendable {
        let key: ID<APIKey>
        let succeeded: Int
        let failed: Int
    }

    /// - Returns: those of keys that do not exist, which are not counted.
    /// - Throws: `Failure`, `UNAVAILABLE` while the database is away; then nothing is counted.
    func accept(_ reports: [Report]) async throws -> [Report] {
        let strangers = Set(reports.map(\.key)).filter { meter.owners.tenant(of: $0) == nil }
        let (found, now) = try await database.readFinder { ($0.tenants(ofKeys: Array(strangers)), $0.time()) }
        for (key, tenant) in found { meter.owners.learn(tenant, of: key) }
        return reports.filter { report in
            guard let tenant = found[report.key] ?? meter.owners.tenant(of: report.key) else { return true }
            meter.report(
                succeeded: report.succeeded,
                failed: report.failed,
                of: report.key,
                in: tenant,
                at: now
            )
            return false
        }
    }
}
