internal import Domain
internal import Store

/// Whether a tenant may have one more key.
enum RoomForKeys {
    /// However many keys a tenant has, being refused costs it no more than looking at these.
    private static let mostLookedAt = 1000
    private static let mostNamed = 10

    /// The limit counts keys neither revoked nor expired. Those that have expired without having been stamped so are
    /// looked for only when it matters.
    ///
    /// - Throws: `KEY_LIMIT_REACHED`, which names keys that could be let go and the request for more, if there is one.
    static func require(in locked: LockedTenant, _ transaction: borrowing TenantTransaction) async throws {
        let limit = locked.state.keyLimit
        guard locked.state.keys.open >= limit else { return }
        let lapsed = transaction.countLapsedKeys(at: locked.now)
        let keys = transaction.oldestOpenKeys(at: locked.now, limit: mostLookedAt)
        let pending = transaction.pendingLimitRequest()
        let used = locked.state.keys.open - (try await transaction.result(lapsed))
        guard used >= limit else { return }

        let spare = SpareKey.best(mostNamed, of: try await transaction.result(keys), at: locked.now)
        let request = try await transaction.result(pending)
        throw Failure(
            .keyLimitReached,
            "\(used) of \(limit) keys are in use. Revoke one, or ask for a higher limit.",
            members: [
                JSON.Member("limit", .integer(Int64(limit))), JSON.Member("used", .integer(Int64(used))),
                JSON.Member("candidates", .array(spare.map { $0.json(at: locked.now) })),
                JSON.Member("pending_request_id", JSON(request?.id)),
            ]
        )
    }
}

extension SpareKey {
    fileprivate func json(at now: Instant) -> JSON {
        [
            "id": .string(key.id.description), "name": .string(key.name), "prefix": .string(key.shown),
            "status": .string(key.status(at: now).rawValue), "reasons": .strings(reasons.map(\.rawValue)),
            "created_at": .string(key.createdAt.description), "last_used_at": JSON(key.lastUsedAt),
            "expires_at": JSON(key.expiresAt),
        ]
    }
}
