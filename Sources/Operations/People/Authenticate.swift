package import Domain
internal import Store

/// Finds out who presents a session token, and what they may reach at this moment.
package struct Authenticate: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(token presented: Sensitive<String>) async throws -> Actor {
        guard let token = SessionToken(presented) else { throw Failure.unauthenticated() }
        return try await platform.database.onPerson(token.user) { transaction in
            let holder = transaction.session(user: token.user, tokenHash: token.hash)
            let memberships = transaction.memberships()
            let now = try await transaction.result(transaction.time())
            guard let holder = try await transaction.result(holder), now < holder.expiresAt else {
                throw Failure.unauthenticated()
            }
            return Actor(
                user: holder.user,
                platformRole: holder.platformRole,
                memberships: try await transaction.result(memberships),
                session: holder.session,
                now: now
            )
        }
    }
}
