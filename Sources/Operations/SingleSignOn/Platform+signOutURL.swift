internal import Domain
internal import Outbound
internal import Store

extension Platform {
    /// Where a browser ends its session at the identity provider that vouched for it (OpenID Connect RP-Initiated Logout).
    /// Nil when there is no such place, or nobody there to say so: being signed out here does not wait for that.
    func signOutURL(for proof: Proof) async throws -> String? {
        guard case .identityProvider(let tenants) = proof, let tenant = tenants.first else { return nil }
        let stored = try await database.readTenant(tenant) { $0.signOnConnection() }
        guard let connection = stored,
            let metadata = try? await issuers.issuer(connection.issuer).metadata,
            let endpoint = metadata.endSessionEndpoint, outbound.takes(endpoint)
        else { return nil }
        let query = FormEncoding.encode([
            ("client_id", connection.clientID), ("post_logout_redirect_uri", rules.publicURL + "/"),
        ])
        return endpoint + (endpoint.contains("?") ? "&" : "?") + query
    }
}
