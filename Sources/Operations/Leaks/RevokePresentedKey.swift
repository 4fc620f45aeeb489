package import Domain
internal import Store

/// Ends a key for good, asked by whoever holds its secret: they can do no worse with it. A secret that a rotation has ended
/// is no proof. Revoking once more changes nothing, and is answered with a fresh receipt.
package struct RevokePresentedKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Throws: one and the same `VALIDATION_FAILED` for whatever is no living secret of a key's.
    package func callAsFunction(
        _ secret: Sensitive<String>,
        reason: Description?,
        by visitor: Visitor
    ) async throws -> Tightened<RevokedKey> {
        try await platform.presenting(by: visitor) {
            guard let presented = try await platform.presented(secret) else { throw Failure.unknownKey() }
            return try await platform.tightening { announcements in
                try await platform.database.onTenant(presented.tenant.id, announcing: announcements) { transaction in
                    let access = try platform.lock(presented.tenant, in: transaction)
                    let stored = transaction.key(presented.key)
                    let locked = try await platform.taken(access, in: transaction).whatever
                    guard let stored = try await transaction.result(stored),
                        try stored.named([:]).holds(presented.kid, at: locked.now)
                    else { throw Failure.unknownKey() }
                    let held = try await platform.held(stored, locked, in: transaction)
                    if held.key.revocation == nil {
                        let author = Author(visitor, because: "Asked for by whoever holds its secret.")
                        let reason = reason.map { KeyScanner.redacted($0.text) }
                        platform.revoke(held, because: reason ?? Self.silence, by: author, in: transaction)
                    }
                    return .first(RevokedKey(id: held.key.id, shown: held.key.shown))
                }
            }
        }
    }

    /// What the tenant's people read where the holder says nothing.
    private static let silence = "Revoked by whoever holds its secret."
}

/// What is told of a key to whoever has no more than its secret.
package struct RevokedKey: Replayable {
    fileprivate let id: ID<APIKey>
    fileprivate let shown: String

    package var eTag: String? { nil }

    package var body: JSON {
        [
            "key": [
                "id": .string(id.description), "prefix": .string(shown), "status": .string(KeyStatus.revoked.rawValue),
            ]
        ]
    }
}

extension Failure {
    fileprivate static func unknownKey() -> Failure {
        .invalid([InputError("/key", "UNKNOWN_KEY", "This is the secret of no key, or it has ended.")])
    }
}
