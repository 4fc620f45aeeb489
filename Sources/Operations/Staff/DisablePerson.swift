package import Domain
internal import Store

/// Shuts somebody out, at once and until they are enabled again. What they are in tenants stays.
package struct DisablePerson: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Returns: false when they were disabled before.
    package func callAsFunction(email: EmailAddress) async throws -> Bool {
        try await platform.onAccount(of: email) { account, transaction, locked in
            guard !account.isDisabled else { return false }
            try await platform.requireSuperUser(besides: account, in: transaction)
            try await requireOtherAdmins(besides: account.user, at: locked.now, in: transaction)
            try transaction.asPerson(account.user.id) { $0.setDisabled(account.user.id, since: locked.now) }
            let change = Change(
                "staff.disable",
                on: account.user.id,
                before: ["is_disabled": false],
                after: ["is_disabled": true, "email": .string(account.user.email)]
            )
            try await platform.concludeEndingSessions(of: account.user.id, change, locked, in: transaction)
            return true
        }
    }

    /// No tenant is left without an admin who stays. Each is locked, in the order of their ids, and waited for no longer than
    /// this: meanwhile every sign-in waits for the platform's row.
    private static let patience = Duration.seconds(1)

    private func requireOtherAdmins(
        besides user: User,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        let memberships = try transaction.asPerson(user.id) { $0.memberships() }
        for membership in try await transaction.result(memberships) where membership.isLastingAdminship {
            let (lock, others) = try transaction.elsewhere(on: membership.tenant) { tenant in
                (try tenant.lock(within: Self.patience), tenant.hasLastingAdmin(besides: membership.id))
            }
            _ = try await transaction.held(lock)
            guard try await transaction.result(others) else {
                throw Failure(
                    .lastAdmin,
                    """
                    \(user.email) is the last admin of \(membership.tenant) who stays. Make somebody else an admin of it first.
                    """
                )
            }
        }
    }
}

extension Membership {
    fileprivate var isLastingAdminship: Bool {
        expiresAt == nil && (role == .partnerAdmin || role == .businessAdmin)
    }
}
