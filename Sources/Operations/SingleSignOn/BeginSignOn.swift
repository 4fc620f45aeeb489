internal import Crypto
package import Domain
internal import Outbound
internal import Store

/// Sends a browser to the identity provider of a tenant.
package struct BeginSignOn: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Departure: Sendable {
        /// Where the browser goes.
        package let location: String
        /// What it brings back, sealed.
        package let pending: Sensitive<String>
    }

    /// How long somebody may take at their provider.
    package static let lifetime: Duration = .seconds(600)

    package func callAsFunction(at tenant: ID<Tenant>) async throws -> Departure {
        let connection = try await platform.openConnection(of: tenant)
        let metadata = try await platform.issuerForSignOn(connection.issuer).metadata
        guard platform.outbound.takes(metadata.authorizationEndpoint) else {
            throw SignOnRefusal.invalidToken.failure(cause: IssuerProblem.url)
        }
        let now = try await platform.database.readPerson(nil) { $0.time() }
        let pending = PendingSignOn(
            tenant: tenant,
            issuer: connection.issuer,
            state: Base62.random(43, using: platform.entropy),
            nonce: Base62.random(43, using: platform.entropy),
            verifier: Base62.random(43, using: platform.entropy),
            expiresAt: now + Self.lifetime
        )
        return Departure(
            location: location(for: pending, connection, metadata),
            pending: Sensitive(try platform.signOnSeal.seal(pending))
        )
    }

    private func location(
        for pending: PendingSignOn,
        _ connection: SignOnConnection,
        _ metadata: ProviderMetadata
    ) -> String {
        let query = FormEncoding.encode([
            ("response_type", "code"), ("client_id", connection.clientID),
            ("redirect_uri", platform.rules.signOnCallback(of: pending.tenant)), ("scope", metadata.scope),
            ("state", pending.state), ("nonce", pending.nonce), ("code_challenge", pending.challenge),
            ("code_challenge_method", "S256"),
        ])
        let endpoint = metadata.authorizationEndpoint
        return endpoint + (endpoint.contains("?") ? "&" : "?") + query
    }
}

extension PendingSignOn {
    /// RFC 7636, S256.
    fileprivate var challenge: String {
        Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))
    }
}

extension Platform {
    /// The connection of a tenant that people can come to just now. One that is suspended looks like one that is not there.
    func openConnection(of tenant: ID<Tenant>) async throws -> SignOnConnection {
        guard let facts = try await directory.facts(of: tenant), facts.kind != .platform else {
            throw Failure.notFound()
        }
        let (state, connection) = try await database.readTenant(tenant) { ($0.state(), $0.signOnConnection()) }
        guard let connection, state?.suspension == nil else { throw Failure.notFound() }
        if let parent = facts.parent {
            let partner = try await database.readTenant(parent) { $0.state() }
            guard partner?.suspension == nil else { throw Failure.notFound() }
        }
        return connection
    }

    func issuerForSignOn(_ name: String) async throws -> Issuer {
        do {
            return try await issuers.issuer(name)
        } catch let problem as IssuerProblem {
            throw SignOnRefusal.providerUnreachable.failure(cause: problem)
        }
    }
}
