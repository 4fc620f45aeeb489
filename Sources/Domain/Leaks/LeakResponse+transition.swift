extension LeakResponse {
    /// What stops a key in this state whose living secret leaked; nil where nothing is left to be stopped. It overrides a policy
    /// by which a key is disabled before it is revoked.
    package func transition(from status: KeyStatus) -> KeyTransition? {
        switch (self, status) {
        case (.disable, .active): .disable
        case (.revoke, .active), (.revoke, .disabled): .revoke
        case (.disable, .disabled), (_, .expired), (_, .revoked): nil
        }
    }
}

extension APIKey {
    /// Whether a secret with this kid is still the key's: its current one, or the one before, while it works on. Whatever has
    /// become of the key.
    package func holds(_ kid: Kid, at now: Instant) -> Bool {
        if kid.description == self.kid { return true }
        guard let previousSecret, previousSecret.kid == kid.description else { return false }
        return now < previousSecret.validUntil
    }
}
