import Domain

@testable import Store
@testable import Verification

extension KeySnapshot {
    /// A key that everything is well with, as it was read at the version.
    static func of(
        _ id: ID<APIKey>,
        in tenant: ID<Tenant> = ID(bits: 9),
        group: ID<AuthorizationGroup>? = nil,
        at version: Int64
    ) -> KeySnapshot {
        let string = KeyString.mint(
            prefix: "sk",
            environment: .live,
            route: .make(using: .seeded(7)),
            using: .seeded(UInt64(truncatingIfNeeded: id.bits))
        )
        return KeySnapshot(
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

extension UsageTally {
    /// Of a key whose checks nobody counts.
    static var unread: UsageTally { UsageMeter().tally(of: ID(bits: 1), in: ID(bits: 9)) }
}
