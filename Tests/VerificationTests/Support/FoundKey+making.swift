import Domain

@testable import Store
@testable import Verification

extension FoundKey {
    /// A key that everything is well with, as it was read at the version.
    static func of(
        _ id: ID<APIKey>,
        in tenant: ID<Tenant> = ID(bits: 9),
        group: ID<AuthorizationGroup>? = nil,
        at version: Int64
    ) -> FoundKey {
        let string = KeyString.mint(
            prefix: "sk",
            environment: .live,
            route: .make(using: .seeded(7)),
            using: .seeded(UInt64(truncatingIfNeeded: id.bits))
        )
        return FoundKey(
            key: VerifiableKey(
                id: id,
                tenant: tenant,
                kid: string.kid,
                name: "A key",
                environment: .live,
                scopes: [],
                group: group,
                ipAllowlist: [],
                rateLimit: nil,
                expiresAt: nil,
                disabledAt: nil,
                revokedAt: nil,
                digest: Peppers.test.digest(string),
                secretValidUntil: nil
            ),
            standing: TenantStanding(isSuspended: false, lastNow: testNow, version: version),
            partner: nil,
            partnerID: nil
        )
    }
}
