package import Domain

/// A tenant's identity provider as it is shown: never its client's secret.
package struct SignOnConnectionView: Sendable {
    let tenant: ID<Tenant>
    let connection: SignOnConnection
    let rules: OperatorRules
}

extension SignOnConnectionView: Replayable {
    package var eTag: String? { "\"\(connection.version)\"" }

    package var body: JSON {
        [
            "tenant_id": .string(tenant.description), "issuer": .string(connection.issuer),
            "client_id": .string(connection.clientID), "has_client_secret": .bool(connection.clientSecret != nil),
            "audience": JSON(connection.audience), "email_claim": .string(connection.emailClaim),
            "groups_claim": .string(connection.groupsClaim), "trusts_email": .bool(connection.trustsEmail),
            "redirect_uri": .string(rules.signOnCallback(of: tenant)),
            "start_url": .string(rules.signOnStart(of: tenant)),
            "created_at": .string(connection.createdAt.description),
            "updated_at": .string(connection.updatedAt.description),
        ]
    }
}

extension SignOnConnection {
    /// What the audit trail keeps of it.
    var audited: JSON {
        [
            "issuer": .string(issuer), "client_id": .string(clientID), "has_client_secret": .bool(clientSecret != nil),
            "audience": JSON(audience), "email_claim": .string(emailClaim), "groups_claim": .string(groupsClaim),
            "trusts_email": .bool(trustsEmail),
        ]
    }
}

extension Platform {
    /// Where somebody is led who has signed in.
    package var home: String { rules.publicURL + "/" }
}

extension OperatorRules {
    /// Where a tenant's provider sends people back to: each tenant's own, so that no provider's code comes back as another's.
    func signOnCallback(of tenant: ID<Tenant>) -> String { signOnStart(of: tenant) + "/callback" }

    func signOnStart(of tenant: ID<Tenant>) -> String { publicURL + "/v1/single-sign-on/\(tenant)" }
}
