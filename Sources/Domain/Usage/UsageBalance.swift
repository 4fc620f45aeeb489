/// How requests ended, as far as it is known: a check that was passed counts as a success until a gateway reports otherwise.
package struct UsageBalance: Hashable, Sendable {
    /// Checks that were passed.
    package var valid: Int
    /// All other checks whose secret matched.
    package var denied: Int
    package var reportedFailed: Int

    package init(valid: Int = 0, denied: Int = 0, reportedFailed: Int = 0) {
        self.valid = valid
        self.denied = denied
        self.reportedFailed = reportedFailed
    }

    package var requests: Int { valid + denied }
    package var failed: Int { denied + reportedFailed }
    /// Never below 0, though a gateway may report the failures of checks that were counted in another hour, or elsewhere.
    package var succeeded: Int { max(0, valid - reportedFailed) }
}
