package import Domain
internal import Store

/// Finds out who presents a token, of a session or of an identity provider, and what they may reach at this moment.
package struct Authenticate: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(token presented: Sensitive<String>) async throws -> Actor {
        if UnverifiedToken.looksLike(presented) { return try await AuthenticateProgram(platform: platform)(presented) }
        guard let token = SessionToken(presented) else { throw Failure.unauthenticated() }
        let (holder, memberships, now) = try await platform.database.readPerson(token.user) { transaction in
            (
                transaction.session(user: token.user, tokenHash: token.hash), transaction.memberships(),
                transaction.time()
            )
        }
        guard let holder, now < holder.expiresAt else { throw Failure.unauthenticated() }
        return Actor(
            user: holder.user,
            platformRole: holder.platformRole,
            memberships: memberships,
            proof: holder.proof,
            session: holder.session,
            staffNeedSecondFactor: platform.rules.staffNeedSecondFactor,
            now: now
        )
    }
}
