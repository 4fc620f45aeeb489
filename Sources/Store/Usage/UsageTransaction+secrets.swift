package import Domain
internal import Postgres

/// What is kept of a secret, under an older pepper and under the newest.
package struct SecretMove: Hashable, Sendable {
    package let kid: String
    package let old: KeyDigest
    package let new: KeyDigest

    package init(kid: String, old: KeyDigest, new: KeyDigest) {
        self.kid = kid
        self.old = old
        self.new = new
    }
}

extension StoreTransaction where Kind == OnUsage {
    /// Puts the new digests in the place of the old ones, wherever those still stand. A secret that is being rotated at this
    /// moment is passed over, so that nobody is waited for.
    ///
    /// - Returns: the kids of those that need not be tried again.
    package func move(_ secrets: [SecretMove]) -> Reply<Set<String>> {
        send(
            """
            WITH free AS (
                SELECT kid FROM key_secrets WHERE tenant_id = \(kind.tenant) AND kid = ANY(\(secrets.map(\.kid)))
                FOR NO KEY UPDATE SKIP LOCKED
            ), moved AS (
                UPDATE key_secrets s SET pepper_id = move.new_pepper, mac = move.new_mac
                FROM free JOIN unnest(
                    \(secrets.map(\.kid)), \(secrets.map { Int32($0.old.pepperID) }), \(secrets.map { Bytes($0.old.mac) }),
                    \(secrets.map { Int32($0.new.pepperID) }), \(secrets.map { Bytes($0.new.mac) })
                ) AS move (kid, old_pepper, old_mac, new_pepper, new_mac) USING (kid)
                WHERE s.tenant_id = \(kind.tenant) AND s.kid = free.kid
                    AND s.pepper_id = move.old_pepper AND s.mac = move.old_mac
            )
            SELECT kid FROM free
            """
        ) { rows in Set(try rows.map { try $0.decode("kid", as: String.self) }) }
    }
}
