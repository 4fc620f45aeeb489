internal import Crypto
internal import Domain
internal import Store

/// Access tokens in the form of RFC 9068.
enum AccessToken {
    /// What tells one from an ID token, which is no key to anything.
    static let type = "at+jwt"
}

/// Finds out which program presents an access token of an identity provider, and what it may reach at this moment: in the
/// one tenant whose audience the token has, what its role mappings make of the program's groups.
struct AuthenticateProgram: Sendable {
    private let platform: Platform

    init(platform: Platform) { self.platform = platform }

    private static let mostAudiences = 20

    func callAsFunction(_ presented: Sensitive<String>) async throws -> Actor {
        guard let token = UnverifiedToken(presented), token.type == AccessToken.type, let issuer = token.claimedIssuer,
            token.claimedAudiences.count <= Self.mostAudiences
        else { throw Failure.unauthenticated() }
        let (trusting, now) = try await platform.database.readPerson(nil) { transaction in
            (transaction.tenants(trusting: issuer, for: token.claimedAudiences, limit: 2), transaction.time())
        }
        // Nobody is asked about an issuer whom no tenant trusts. Of two tenants, neither may say for the other who it is.
        guard let trust = trusting.first, trusting.count == 1 else { throw Failure.unauthenticated() }
        let claims = try await verified(token, from: issuer, for: trust.audience, at: now)
        return try await actor(claims, in: trust.tenant, at: now)
    }

    private func verified(
        _ token: UnverifiedToken,
        from issuer: String,
        for audience: String,
        at now: Instant
    ) async throws -> TokenClaims {
        do {
            let claims = try await platform.claims(of: token, from: issuer)
            try claims.requireAccessToken(issuer: issuer, audience: audience, at: now)
            return claims
        } catch let refusal as Failure where refusal.cause is IssuerProblem {
            throw Failure.unavailable(refusal.detail, cause: refusal.cause)
        } catch is Failure, is BadClaim {
            throw Failure.unauthenticated()
        }
    }

    private func actor(_ claims: TokenClaims, in tenant: ID<Tenant>, at now: Instant) async throws -> Actor {
        guard let user = try await admitted(claims, to: tenant) else { throw Failure.unauthenticated() }
        let memberships = try await platform.database.readPerson(user.id) { $0.memberships() }
        return Actor(
            user: user,
            platformRole: nil,
            memberships: memberships,
            proof: .identityProvider(of: [tenant]),
            session: nil,
            now: now
        )
    }

    /// Nil where the program has no role, or the tenant is suspended.
    private func admitted(_ claims: TokenClaims, to tenant: ID<Tenant>) async throws -> User? {
        guard let facts = try await platform.directory.facts(of: tenant) else { return nil }
        let (stored, own, partners) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.signOnConnection(), transaction.state(), try transaction.state(of: facts.parent))
        }
        guard let connection = stored, let subject = claims.subject, own?.suspension == nil, partners?.suspension == nil
        else { return nil }
        let arrival = Arrival(
            issuer: connection.issuer,
            subject: subject,
            email: claims.verifiedEmail(for: connection) ?? Self.address(of: subject, from: connection.issuer),
            name: claims.text("name") ?? claims.text("client_id"),
            groups: claims.groups(in: connection.groupsClaim)
        )
        if let settled = try await settled(arrival, in: tenant) { return settled }
        do {
            return try await platform.admit(arrival, to: tenant)
        } catch let refusal as Failure where refusal.code == .signOnRefused {
            return nil
        }
    }

    /// The person whom the program is, when nothing about them has to change: then no lock is taken.
    private func settled(_ arrival: Arrival, in tenant: ID<Tenant>) async throws -> User? {
        let (known, mappings) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.signOnUser(of: arrival.issuer, arrival.subject), transaction.roleMappings())
        }
        guard let known else { return nil }
        let memberships = try await platform.database.readTenant(tenant) { $0.memberships(of: known) }
        let sync = MembershipSync(
            groups: arrival.groups,
            mappings: mappings,
            own: memberships.filter { $0.origin == .singleSignOn }.map(\.membership),
            others: memberships.filter { $0.origin != .singleSignOn }.map(\.membership)
        )
        guard sync.isEmpty, !memberships.isEmpty else { return nil }
        let person = try await platform.database.readPerson(known) { $0.standing() }
        return person.flatMap { $0.isDisabled ? nil : $0.user }
    }

    /// A program has no address. Nobody can be written to at this one, nor sign in by it.
    private static func address(of subject: String, from issuer: String) -> EmailAddress? {
        let hash = SHA256.hash(data: Array(JSON.strings([issuer, subject]).text.utf8))
        return try? EmailAddress(validating: "\(Hex.encode(Array(hash.prefix(16))))@programs.invalid", at: "/email")
    }
}
