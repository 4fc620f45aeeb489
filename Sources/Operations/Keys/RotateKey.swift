package import Domain
internal import Store

/// Gives a key another secret, which is in what this returns, and nowhere else ever again. The one that it replaces ends at
/// once, or after a grace.
package struct RotateKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let draft: RotationDraft
        /// The version that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(draft: RotationDraft, expectedVersion: VersionCondition? = nil) {
            self.draft = draft
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ key: ID<APIKey>,
        _ read: () throws -> Input,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<KeyAndSecret> {
        try await platform.tightening { announcements in
            try await platform.change(key, .keyRotate, in: tenant, announcing: announcements, call: call) {
                held,
                transaction in
                let input = try read()
                let plan = try input.draft.validated(
                    for: held.key,
                    under: held.policy,
                    ceiling: held.access.ceiling,
                    now: held.now
                )
                _ = try held.allows(.rotate, ifMatch: input.expectedVersion)
                let (secret, string) = NewSecret.mint(
                    replacing: held.key,
                    of: held.access.tenant,
                    entropy: platform.entropy,
                    peppers: platform.peppers
                )
                let rotated = held.key.rotated(held.access.attribution, to: secret.kid, as: plan)
                transaction.replaceSecret(
                    of: held.key.id,
                    by: secret,
                    endingOldAt: plan.previousValidUntil,
                    at: held.now
                )
                let view = try platform.conclude(held, as: rotated, telling: .keyRotated, in: transaction)
                return KeyAndSecret(view: view, secret: string)
            }
        }
    }
}
