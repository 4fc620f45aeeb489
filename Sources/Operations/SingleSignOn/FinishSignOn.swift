internal import Crypto
package import Domain
internal import Outbound
internal import Store

/// Takes a browser back from the identity provider of a tenant, and begins a session there.
package struct FinishSignOn: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// What the provider has put into the browser's address.
    package struct Return: Sendable {
        package let state: String?
        package let code: Sensitive<String>?
        /// RFC 9207.
        package let issuer: String?
        package let error: String?

        package init(state: String?, code: Sensitive<String>?, issuer: String?, error: String?) {
            self.state = state
            self.code = code
            self.issuer = issuer
            self.error = error
        }
    }

    /// - Parameters:
    ///   - tenant: whose callback it is.
    ///   - pending: what the browser was given when it began.
    package func callAsFunction(
        at tenant: ID<Tenant>,
        _ answer: Return,
        pending: Sensitive<String>?,
        from client: SignInClient
    ) async throws -> BegunSession {
        let (pending, now) = try await begun(at: tenant, answer.state, pending)
        do {
            return try await finish(answer, pending, at: now, from: client)
        } catch let failure as Failure where failure.code == .signOnRefused {
            // Only now is it known whose it is: before, anybody could have filled any tenant's trail.
            platform.count(refused: SignOnRefusal(failure), signOnAt: pending.tenant, from: client)
            throw failure
        }
    }

    private func finish(
        _ answer: Return,
        _ pending: PendingSignOn,
        at now: Instant,
        from client: SignInClient
    ) async throws -> BegunSession {
        let connection = try await platform.openConnection(of: pending.tenant)
        // Another provider than the one that the browser was sent to.
        guard connection.issuer == pending.issuer else { throw SignOnRefusal.notBegun.failure() }
        let metadata = try await platform.issuerForSignOn(connection.issuer).metadata
        try requireOrigin(answer, metadata)
        guard answer.error == nil, let code = answer.code else {
            throw SignOnRefusal.providerRefused.failure(cause: answer.error.map(ProviderError.init))
        }
        let exchange = CodeExchange(platform: platform, tenant: pending.tenant, connection: connection, metadata)
        let token = try await exchange(code, verifier: pending.verifier)
        let claims = try await platform.claims(of: token, from: connection.issuer)
        do {
            try claims.requireIDToken(of: connection, nonce: pending.nonce, at: now)
        } catch {
            throw SignOnRefusal.invalidToken.failure(cause: error)
        }
        let user = try await platform.admit(claims, to: pending.tenant, through: connection, from: client)
        return try await platform.begin(user, by: .identityProvider(of: [pending.tenant]), from: client)
    }

    /// The sign-in that this browser began and has not come back from yet. Whatever comes of it, it is over now.
    ///
    /// At another tenant's callback it is refused: a provider knows that of its own tenant alone, so a code that comes there
    /// is another provider's.
    private func begun(
        at tenant: ID<Tenant>,
        _ state: String?,
        _ sealed: Sensitive<String>?
    ) async throws -> (PendingSignOn, Instant) {
        guard let state, let pending = sealed.flatMap({ platform.signOnSeal.open($0.expose()) }),
            constantTimeEquals(pending.state.utf8, state.utf8), pending.tenant == tenant
        else { throw SignOnRefusal.notBegun.failure() }
        let hash = Array(SHA256.hash(data: Array(state.utf8)))
        return try await platform.database.onPerson(nil) { transaction in
            let now = try await transaction.result(transaction.time())
            guard now < pending.expiresAt,
                try await transaction.result(transaction.useSignOn(hash, until: pending.expiresAt, at: now))
            else { throw SignOnRefusal.notBegun.failure() }
            return (pending, now)
        }
    }

    /// That the answer is this provider's, and not another one's under its name (RFC 9207).
    private func requireOrigin(_ answer: Return, _ metadata: ProviderMetadata) throws {
        guard answer.issuer == metadata.issuer || answer.issuer == nil && !metadata.namesItself else {
            throw SignOnRefusal.invalidToken.failure(cause: BadClaim.issuer)
        }
    }
}

/// What a provider calls the reason why it let nobody in, for the log.
private struct ProviderError: Error {
    let code: String

    init(_ code: String) {
        self.code = String(code.unicodeScalars.filter { 0x20...0x7e ~= $0.value }.prefix(100).map(Character.init))
    }
}

extension Platform {
    /// What a token says, once its issuer's own key has proved it.
    func claims(of token: UnverifiedToken, from issuer: String) async throws -> TokenClaims {
        let key: KeySet.Key?
        do {
            key = try await issuers.key(for: token, of: issuer)
        } catch let problem as IssuerProblem {
            throw SignOnRefusal.providerUnreachable.failure(cause: problem)
        }
        guard let key, let checker = try? await IssuerKey(key, for: token.algorithm),
            let claims = token.claims(ifSigned: { checker.verifies($0, of: $1) })
        else { throw SignOnRefusal.invalidToken.failure() }
        return claims
    }
}
