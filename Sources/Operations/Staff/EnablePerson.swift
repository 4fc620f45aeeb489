package import Domain
internal import Store

/// Lets somebody in again, as what they were.
package struct EnablePerson: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Returns: false when they were not disabled.
    package func callAsFunction(email: EmailAddress) async throws -> Bool {
        try await platform.onAccount(of: email) { account, transaction, locked in
            guard account.isDisabled else { return false }
            try transaction.asPerson(account.user.id) { $0.setDisabled(account.user.id, since: nil) }
            let change = Change(
                "staff.enable",
                on: account.user.id,
                before: ["is_disabled": true],
                after: ["is_disabled": false, "email": .string(account.user.email)]
            )
            platform.conclude(change, by: .system, locked, in: transaction)
            return true
        }
    }
}
