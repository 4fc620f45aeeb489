internal import Domain
internal import Store

/// The question by what a group is used, sent together with what else an operation asks.
struct PendingGroupUse {
    private let keys: Reply<[(id: ID<APIKey>, name: String, disabledAt: Instant?, expiresAt: Instant?)]>
    private let keyCount: Reply<Int>
    private let members: Reply<[(id: ID<Membership>, user: ID<User>, role: Role)]>
    private let memberCount: Reply<Int>
    private let invitations: Reply<[(id: ID<Invitation>, email: String, role: Role)]>
    private let invitationCount: Reply<Int>
    private let mappings: Reply<[(id: ID<RoleMapping>, directoryGroup: String, role: Role)]>
    private let mappingCount: Reply<Int>

    init(of group: ID<AuthorizationGroup>, in transaction: borrowing TenantTransaction) {
        keys = transaction.keys(using: group, limit: GroupUse.mostNamed)
        keyCount = transaction.countKeys(using: group)
        members = transaction.members(under: group, limit: GroupUse.mostNamed)
        memberCount = transaction.countMembers(under: group)
        invitations = transaction.invitations(under: group, limit: GroupUse.mostNamed)
        invitationCount = transaction.countInvitations(under: group)
        mappings = transaction.roleMappings(under: group, limit: GroupUse.mostNamed)
        mappingCount = transaction.countRoleMappings(under: group)
    }

    func result(
        at now: Instant,
        namingKeys: Bool,
        in transaction: borrowing TenantTransaction
    ) async throws -> GroupUse {
        let bound = try await transaction.result(members)
        let people = bound.isEmpty ? [:] : try await transaction.result(transaction.people(Set(bound.map(\.user))))
        return GroupUse(
            keys: !namingKeys
                ? []
                : try await transaction.result(keys).map { key in
                    let status = KeyStatus.derive(
                        disabledAt: key.disabledAt,
                        expiresAt: key.expiresAt,
                        revokedAt: nil,
                        now: now
                    )
                    return GroupUse.Key(id: key.id, name: key.name, status: status)
                },
            keyCount: try await transaction.result(keyCount),
            members: bound.map { member in
                GroupUse.Member(id: member.id, user: member.user, name: people[member.user]?.name, role: member.role)
            },
            memberCount: try await transaction.result(memberCount),
            invitations: try await transaction.result(invitations).map(GroupUse.Invitation.init),
            invitationCount: try await transaction.result(invitationCount),
            mappings: try await transaction.result(mappings).map(GroupUse.Mapping.init),
            mappingCount: try await transaction.result(mappingCount)
        )
    }
}
