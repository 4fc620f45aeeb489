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
        permit.ceilingGroups == nil ? nil : try await ceilings(pending, in: transaction).bound(permit)
    }

    /// The same for more than one permit: an answer can be read once.
    func ceilings(
        _ pending: PendingCeilings,
        in transaction: borrowing TenantTransaction
    ) async throws -> Ceilings {
        var scopes: [ID<AuthorizationGroup>: Set<String>] = [:]
        for reply in pending.replies { scopes.merge(try await transaction.result(reply)) { $1 } }
        return Ceilings(scopes: scopes)
    }
}

/// What the groups hold that bound somebody.
struct Ceilings {
    fileprivate let scopes: [ID<AuthorizationGroup>: Set<String>]

    /// A group that is not there holds nothing.
    func bound(_ permit: Permit) -> Set<String>? {
        permit.ceilingGroups.map { groups in groups.reduce(into: []) { $0.formUnion(scopes[$1] ?? []) } }
    }
}
