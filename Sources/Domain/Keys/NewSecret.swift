/// A secret that is about to be stored for the first time. The string that is shown once is beside it, not in it.
package struct NewSecret: Sendable {
    package let kid: String
    package let digest: KeyDigest

    package static func mint(
        prefix: String,
        environment: Environment,
        for tenant: TenantFacts,
        entropy: Entropy,
        peppers: Peppers
    ) -> (secret: NewSecret, string: KeyString) {
        let string = KeyString.mint(prefix: prefix, environment: environment, route: tenant.route, using: entropy)
        return (NewSecret(kid: string.kid.description, digest: peppers.digest(string)), string)
    }

    /// Another secret for a key: with the key's own prefix, whatever the policy's is now.
    package static func mint(
        replacing key: APIKey,
        of tenant: TenantFacts,
        entropy: Entropy,
        peppers: Peppers
    ) -> (secret: NewSecret, string: KeyString) {
        mint(
            prefix: key.secretPrefix,
            environment: key.environment,
            for: tenant,
            entropy: entropy,
            peppers: peppers
        )
    }
}
