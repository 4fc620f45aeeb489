/// A rotation as somebody asks for it: nothing checked yet, nil where nothing was sent.
package struct RotationDraft: Sendable {
    /// How long the secret that is replaced still works; not at all unless sent.
    package var graceSeconds: Int?
    package var expiry: ExpiryDraft
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        graceSeconds: Int? = nil,
        expiry: ExpiryDraft = ExpiryDraft(),
        formErrors: [InputError] = []
    ) {
        self.graceSeconds = graceSeconds
        self.expiry = expiry
        self.formErrors = formErrors
    }

    /// Everything that is wrong, at once: `VALIDATION_FAILED`; before that `ROLE_FORBIDDEN` when the key can do what the actor
    /// cannot grant, for its new secret is handed to them.
    package func validated(
        for key: APIKey,
        under policy: Policy,
        ceiling: Set<String>? = nil,
        now: Instant
    ) throws(Failure) -> RotationPlan {
        try Ceiling.check(key.scopes, within: ceiling)
        var errors = InputErrors(known: formErrors)
        let grace = grace(under: policy, &errors)
        let expiresAt = newExpiry(under: policy, now: now, &errors) ?? key.expiresAt
        try errors.throwIfAny()
        // Nor does a new expiry lengthen the life of what it replaces.
        let ends = [now + grace, expiresAt, key.expiresAt].compactMap(\.self)
        return RotationPlan(previousValidUntil: ends.min() ?? now, expiresAt: expiresAt)
    }

    private func grace(under policy: Policy, _ errors: inout InputErrors) -> Duration {
        let seconds = graceSeconds ?? 0
        if seconds < 0 {
            errors.add("/grace_seconds", "OUT_OF_RANGE", "0 or more seconds are possible.")
        }
        if seconds > policy.rotationGraceMax {
            let most = policy.rotationGraceMax == 0 ? "at once" : "within \(policy.rotationGraceMax) seconds"
            errors.add("/grace_seconds", "NOT_ALLOWED_BY_POLICY", "A secret that is replaced here ends \(most).")
        }
        return .seconds(seconds)
    }

    /// Nil to leave the key's expiry as it is.
    private func newExpiry(under policy: Policy, now: Instant, _ errors: inout InputErrors) -> Instant? {
        guard !expiry.pointers.isEmpty else { return nil }
        guard policy.rotationSetsExpiry else {
            for pointer in expiry.pointers {
                errors.add(pointer, "NOT_ALLOWED_BY_POLICY", "Rotating a key here leaves its expiry as it is.")
            }
            return nil
        }
        return expiry.resolved(under: policy, now: now, &errors)
    }
}

/// A rotation that can be done.
package struct RotationPlan: Hashable, Sendable {
    /// The first instant at which the secret that is replaced no longer works: never past the key's expiry.
    package let previousValidUntil: Instant
    /// The key's own from now on.
    package let expiresAt: Instant?
}
