extension WebhookEndpoint {
    /// With which secrets something is signed now, the newest first.
    package func secrets(at now: Instant) -> [SealedWebhookSecret] {
        [secret] + (previous(at: now).map { [$0.secret] } ?? [])
    }

    /// What was its secret before, if that still signs.
    package func previous(at now: Instant) -> Previous? {
        previous.flatMap { now < $0.until ? $0 : nil }
    }

    /// With another secret. The one that it had signs as well for the grace; whatever came before that ends here.
    package func rotated(to secret: SealedWebhookSecret, grace: Duration, at now: Instant) -> WebhookEndpoint {
        var rotated = self
        rotated.previous = grace > .zero ? Previous(secret: self.secret, until: now + grace) : nil
        rotated.secret = secret
        return rotated.changed(at: now)
    }

    /// Nothing is sent to it any more.
    package func disabled(because reason: Reason, at now: Instant) -> WebhookEndpoint {
        var disabled = self
        disabled.disabled = Disabled(at: now, because: reason)
        return disabled.changed(at: now)
    }

    func changed(at now: Instant) -> WebhookEndpoint {
        var changed = self
        changed.updatedAt = now
        changed.version += 1
        return changed
    }
}
