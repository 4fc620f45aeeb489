@testable import Domain

/// A key as it may stand in the database.
func key(
    _ name: String = "Server",
    scopes: [String] = ["invoices:read"],
    group: APIKey.GroupReference? = nil,
    rateLimit: RateLimit? = nil,
    disabledAt: Instant? = nil,
    expiresAt: Instant? = nil,
    revocation: APIKey.Revocation? = nil,
    previousSecret: APIKey.PreviousSecret? = nil
) -> APIKey {
    let attribution = APIKey.Attribution(at: noon, user: nil)
    return APIKey(
        id: ID(bits: 1),
        tenant: ID(bits: 2),
        name: name,
        description: "In the cellar",
        environment: .live,
        secretPrefix: "sk",
        kid: "0123456789abcdef",
        scopes: scopes,
        group: group,
        ipAllowlist: [network("10.0.0.0/8")],
        rateLimit: rateLimit,
        expiresAt: expiresAt,
        disabledAt: disabledAt,
        revocation: revocation,
        created: attribution,
        updated: attribution,
        lastUsedAt: nil,
        requestCount: 0,
        duplicatedFrom: nil,
        previousSecret: previousSecret,
        version: 4
    )
}

func group(_ number: UInt128, _ scopes: [String], _ type: GroupType = .tenantAPIKey) -> AuthorizationGroup {
    AuthorizationGroup(
        id: ID(bits: number),
        tenant: ID(bits: 2),
        name: "Group \(number)",
        description: "",
        type: type,
        scopes: scopes,
        createdAt: noon,
        updatedAt: noon,
        version: 1
    )
}
