package import Domain
internal import Store

/// Ends a key for good, with both its secrets. Revoking once more changes nothing, and is answered with a fresh receipt.
package struct RevokeKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let reason: String?
        /// Overrides a policy by which a key is disabled before it is revoked.
        package let compromised: Bool
        /// The version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(reason: String?, compromised: Bool, expectedVersion: VersionCondition? = nil) {
            self.reason = reason
            self.compromised = compromised
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ key: ID<APIKey>,
        _ read: () throws -> Input,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<KeyChange> {
        try await platform.tightening { announcements in
            try await platform.change(key, .keyRevoke, in: tenant, announcing: announcements, call: call) {
                held,
                transaction in
                var held = held
                let input = try read()
                let isNew = try held.allows(
                    .revoke,
                    ifMatch: input.expectedVersion,
                    compromised: input.compromised
                )
                guard isNew else {
                    try platform.conclude(unchanged: held, in: transaction)
                    return KeyChange(view: held.view)
                }
                held.counts.revoke(wasOpen: held.isOpen, wasDisabled: held.key.disabledAt != nil)
                let revoked = held.key.revoked(
                    held.access.attribution,
                    reason: input.reason,
                    compromised: input.compromised
                )
                return KeyChange(view: try platform.conclude(held, as: revoked, telling: .keyRevoked, in: transaction))
            }
        }
    }
}
