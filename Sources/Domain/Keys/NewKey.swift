/// A key that is about to be stored for the first time. Its secret is beside it, not in it.
package struct NewKey: Sendable {
    package let id: ID<APIKey>
    package let tenant: ID<Tenant>
    package let plan: KeyPlan
    package let secret: NewSecret
    package let createdAt: Instant
    package let createdBy: ID<User>
    package let duplicatedFrom: ID<APIKey>?

    /// The key, and the string that is shown once.
    package static func mint(
        _ plan: KeyPlan,
        for tenant: TenantFacts,
        by creator: ID<User>,
        now: Instant,
        entropy: Entropy,
        peppers: Peppers,
        duplicatedFrom original: ID<APIKey>? = nil
    ) -> (key: NewKey, string: KeyString) {
        let (secret, string) = NewSecret.mint(
            prefix: plan.secretPrefix,
            environment: plan.environment,
            for: tenant,
            entropy: entropy,
            peppers: peppers
        )
        let key = NewKey(
            id: .make(at: now, using: entropy),
            tenant: tenant.id,
            plan: plan,
            secret: secret,
            createdAt: now,
            createdBy: creator,
            duplicatedFrom: original
        )
        return (key, string)
    }
}
