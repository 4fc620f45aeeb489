internal import Domain
internal import Store

/// What the groups hold that bound somebody, as it was asked for.
struct PendingCeilings {
    fileprivate let replies: [Reply<[ID<AuthorizationGroup>: Set<String>]>]
}

extension Platform {
    /// Asks for what bounds the holder of these memberships, each where it stands: a partner's admin has theirs in the
    /// partner, whichever merchant they act on.
    func ceilings(
        of memberships: [Membership],
        in transaction: borrowing TenantTransaction
    ) throws -> PendingCeilings {
        var replies: [Reply<[ID<AuthorizationGroup>: Set<String>]>] = []
        for (tenant, memberships) in Dictionary(grouping: memberships, by: \.tenant) {
            let groups = memberships.compactMap(\.ceilingGroup)
            let isHere = tenant == transaction.tenant || groups.isEmpty
            replies.append(
                isHere
                    ? transaction.scopes(ofGroups: groups)
                    : try transaction.elsewhere(on: tenant) { $0.scopes(ofGroups: groups) }
            )
        }
        return PendingCeilings(replies: replies)
    }

    /// The scopes beyond which nothing can be granted; nil when nothing bounds it.
    func ceiling(
        of permit: Permit,
        _ pending: PendingCeilings,
        in transaction: borrowing TenantTransaction
    ) async throws -> Set<String>? {
        guard let groups = permit.ceilingGroups else { return nil }
        var scopes: Set<String> = []
        for reply in pending.replies {
            let found = try await transaction.result(reply)
            for group in groups { scopes.formUnion(found[group] ?? []) }
        }
        return scopes
    }
}
