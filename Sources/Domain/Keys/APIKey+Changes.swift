// What a key is after a change. Whether it may be changed is for `KeyTransition` and the drafts to say.

extension APIKey {
    package func disabled(_ by: Attribution) -> APIKey {
        changed(by) { $0.disabledAt = by.at }
    }

    package func enabled(_ by: Attribution) -> APIKey {
        changed(by) { $0.disabledAt = nil }
    }

    package func revoked(_ by: Attribution, reason: String?, compromised: Bool) -> APIKey {
        changed(by) { $0.revocation = Revocation(at: by.at, reason: reason, compromised: compromised) }
    }

    /// With the facts of `edited`, as a new version; nil when they are what they were.
    package func edited(_ by: Attribution, to edited: APIKey) -> APIKey? {
        guard edited != self else { return nil }
        return edited.changed(by) { $0.version += 1 }
    }

    /// With another secret, as a new version: of two who rotate the same version, one is told.
    package func rotated(_ by: Attribution, to kid: String, as plan: RotationPlan) -> APIKey {
        changed(by) { key in
            key.previousSecret = PreviousSecret(kid: key.kid, validUntil: plan.previousValidUntil)
            key.kid = kid
            key.expiresAt = plan.expiresAt
            key.version += 1
        }
    }

    private func changed(_ by: Attribution, _ change: (inout APIKey) -> Void) -> APIKey {
        var key = self
        key.updated = by
        change(&key)
        return key
    }
}
