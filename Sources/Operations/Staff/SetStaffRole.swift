package import Domain
internal import Store

/// Gives somebody a role on the platform, another one, or none. Their sessions end: nobody becomes more, or less, in the
/// middle of one.
package struct SetStaffRole: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Returns: false when it was theirs before.
    package func callAsFunction(_ role: Role?, email: EmailAddress) async throws -> Bool {
        if let role, !role.isPlatform {
            throw Failure.invalid([InputError("/role", "INVALID_VALUE", "Staff are SUPER_USER or SUPPORT.")])
        }
        return try await platform.onAccount(of: email) { account, transaction, locked in
            guard account.platformRole != role else { return false }
            try await platform.requireSuperUser(besides: account, in: transaction)
            try transaction.asPerson(account.user.id) { $0.setPlatformRole(role, of: account.user.id) }
            let change = Change(
                "staff.set_role",
                on: account.user.id,
                before: ["platform_role": account.platformRole.map { .string($0.rawValue) } ?? nil],
                after: ["platform_role": role.map { .string($0.rawValue) } ?? nil]
            )
            try await platform.concludeEndingSessions(of: account.user.id, change, locked, in: transaction)
            return true
        }
    }
}
