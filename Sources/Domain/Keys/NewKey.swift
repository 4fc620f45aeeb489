/// A key that is about to be stored for the first time. Its secret is beside it, not in it.
package struct NewKey: Sendable {
    package let id: ID<APIKey>
    package let tenant: ID<Tenant>
    package let plan: KeyPlan
    package let kid: String
    package let digest: KeyDigest
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
        let string = KeyString.mint(
            prefix: plan.secretPrefix,
            environment: plan.environment,
            route: tenant.route,
            using: entropy
        )
        let key = NewKey(
            id: .make(at: now, using: entropy),
            tenant: tenant.id,
            plan: plan,
            kid: string.kid,
            digest: peppers.digest(string),
            createdAt: now,
            createdBy: creator,
            duplicatedFrom: original
        )
        return (key, string)
    }
}
