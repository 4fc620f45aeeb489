package import Domain
internal import Store

/// Takes somebody's second factor away, for when the device and the recovery codes are lost. All their sessions end, since
/// whoever has the device may be in one.
package struct ResetSecondFactor: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Returns: false when they had none.
    package func callAsFunction(email: EmailAddress) async throws -> Bool {
        try await platform.onAccount(of: email) { account, transaction, locked in
            let user = account.user.id
            let found = try transaction.asPerson(user) { $0.secondFactor(of: user) }
            guard try await transaction.result(found) != nil else { return false }
            try transaction.asPerson(user) { $0.deleteSecondFactor(of: user) }
            let change = Change("staff.reset_second_factor", on: user)
            try await platform.concludeEndingSessions(of: user, change, locked, in: transaction)
            return true
        }
    }
}
