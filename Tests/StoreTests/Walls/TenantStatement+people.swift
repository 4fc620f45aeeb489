@testable import Domain
@testable import Store

// Who is in a tenant, who may come, and what a directory makes of its people.

extension TenantStatement {
    static let memberReads = [
        read("member(_ id)") { transaction, owner in
            try await transaction.result(transaction.member(owner.membership)) == nil ? 0 : 1
        },
        read("members(being role,after,limit)") { transaction, owner in
            var found = 0
            for role in [nil, .partnerAdmin] as [Role?] {
                let members = transaction.members(being: role, after: nil, limit: 9)
                found += try await transaction.result(members).count { $0.id == owner.membership }
            }
            return found
        },
        read("memberships(of user)") { transaction, owner in
            try await transaction.result(transaction.memberships(of: owner.user)).count
        },
        read("hasLastingAdmin(besides membership)") { transaction, owner in
            // Each side has one admin, so that whoever is found without the stranger's own is the owner's.
            let members = try await transaction.result(transaction.members(being: nil, after: nil, limit: 9))
            let own = members.first { $0.id != owner.membership }?.id
            let isThere = transaction.hasLastingAdmin(besides: own ?? ID(bits: 0))
            return try await transaction.result(isThere) ? 1 : 0
        },
        read("invitation(_ id)") { transaction, owner in
            try await transaction.result(transaction.invitation(owner.invitation)) == nil ? 0 : 1
        },
        read("invitation(tokenHash)") { transaction, owner in
            let found = try await transaction.result(transaction.invitation(tokenHash: TwoTenants.tokenHash))
            return found?.id == owner.invitation ? 1 : 0
        },
        read("invitations(after,limit)") { transaction, owner in
            let found = transaction.invitations(after: nil, limit: 9)
            return try await transaction.result(found).count { $0.id == owner.invitation }
        },
        read("invitations(under group,limit)") { transaction, owner in
            try await transaction.result(transaction.invitations(under: owner.group, limit: 9)).count
        },
        read("countInvitations(under group)") { transaction, owner in
            try await transaction.result(transaction.countInvitations(under: owner.group))
        },
        read("roleMappings()") { transaction, owner in
            try await transaction.result(transaction.roleMappings()).count { $0.id == owner.directory }
        },
        read("roleMappings(under group,limit)") { transaction, owner in
            try await transaction.result(transaction.roleMappings(under: owner.group, limit: 9)).count
        },
        read("countRoleMappings(under group)") { transaction, owner in
            try await transaction.result(transaction.countRoleMappings(under: owner.group))
        },
        read("keys(madeBy user,limit)") { transaction, owner in
            try await transaction.result(transaction.keys(madeBy: owner.user, limit: 9)).count {
                $0.id == owner.key
            }
        },
        read("countKeys(madeBy user)") { transaction, owner in
            try await transaction.result(transaction.countKeys(madeBy: owner.user))
        },
    ]

    static let memberWrites = [
        write("insertMembership(_ membership,of user,origin,at now)") { transaction, owner in
            let membership = Membership(id: ID(bits: 99), tenant: owner.id, role: .member)
            try transaction.insertMembership(membership, of: owner.user, at: TwoTenants.farAhead)
        },
        write("updateMembership(_ member)") { transaction, owner in
            try transaction.updateMembership(.example(of: owner))
        },
        write("deleteMembership(_ id)") { $0.deleteMembership($1.membership) },
        write("insert(_ invitation,tokenHash)") { transaction, owner in
            let invitation = Invitation(
                id: ID(bits: 99),
                tenant: owner.id,
                email: "example@tenant.example",
                grant: MemberGrant(role: .member),
                createdAt: TwoTenants.farAhead,
                createdBy: owner.user,
                expiresAt: TwoTenants.farAhead
            )
            transaction.insert(invitation, tokenHash: [UInt8](repeating: 9, count: 32))
        },
        write("acceptInvitation(_ id,at now)") { $0.acceptInvitation($1.invitation, at: TwoTenants.farAhead) },
        write("deleteInvitation(_ id)") { $0.deleteInvitation($1.invitation) },
        write("deleteInvitation(to email,as role)") { transaction, _ in
            transaction.deleteInvitation(to: try EmailAddress(validating: TwoTenants.invited), as: .member)
        },
        write("insert(_ mapping,by creator,at now)") { transaction, owner in
            let mapping = RoleMapping(id: ID(bits: 99), directoryGroup: "example", role: .member, ceilingGroup: nil)
            transaction.insert(mapping, by: owner.user, at: TwoTenants.farAhead)
        },
        write("deleteRoleMapping(_ id)") { $0.deleteRoleMapping($1.directory) },
    ]
}

extension Member {
    /// The owner's admin, with other facts.
    fileprivate static func example(of owner: TwoTenants.Side) -> Member {
        Member(
            membership: Membership(id: owner.membership, tenant: owner.id, role: .member),
            user: User(id: owner.user, email: "example@tenant.example", name: "example"),
            origin: .direct,
            createdAt: TwoTenants.farAhead,
            version: 9
        )
    }
}
