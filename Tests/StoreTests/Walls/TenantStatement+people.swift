import Domain
import Testing

@testable import Store

extension TenantStatement {
    /// Members, invitations, and what a directory makes of its people.
    static let people = members + invitations + roleMappings

    private static let members = [
        read("member(_ id)") { transaction, owner in
            try await transaction.result(transaction.member(owner.membership)) == nil ? 0 : 1
        },
        read("members(being role,under group,after,limit)") { transaction, owner in
            var found = 0
            for role in [nil, .partnerAdmin] as [Role?] {
                for group in [nil, owner.group] {
                    let members = transaction.members(being: role, under: group, after: nil, limit: 9)
                    found += try await transaction.result(members).count { $0.membership.tenant == owner.id }
                }
            }
            return found
        },
        read("memberships(of user)") { transaction, owner in
            try await transaction.result(transaction.memberships(of: owner.user)).count
        },
        read("hasLastingAdmin(besides membership)") { transaction, _ in
            // The stranger's has an end.
            try await transaction.result(transaction.hasLastingAdmin(besides: ID(bits: 99))) ? 1 : 0
        },
        read("names(ofGroups ids)") { transaction, owner in
            try await transaction.result(transaction.names(ofGroups: [owner.group])).count
        },
        read("keys(madeBy user,limit)") { transaction, owner in
            try await transaction.result(transaction.keys(madeBy: owner.user, limit: 9)).count
        },
        read("countKeys(madeBy user)") { transaction, owner in
            try await transaction.result(transaction.countKeys(madeBy: owner.user))
        },
        write("insertMembership(_ membership,of user,origin,at now)") { transaction, owner in
            let membership = Membership(id: ID(bits: 99), tenant: owner.id, role: .member)
            try transaction.insertMembership(membership, of: owner.user, at: TwoTenants.farAhead)
        },
        write("updateMembership(_ member)") { transaction, owner in
            try transaction.updateMembership(.example(of: owner))
        },
        write("deleteMembership(_ id)") { transaction, owner in transaction.deleteMembership(owner.membership) },
    ]

    private static let invitations = [
        read("invitation(_ id)") { transaction, owner in
            try await transaction.result(transaction.invitation(owner.invitation)) == nil ? 0 : 1
        },
        read("invitation(tokenHash)") { transaction, owner in
            let hash = [UInt8](repeating: 5, count: 32)
            return try await transaction.result(transaction.invitation(tokenHash: hash))?.tenant == owner.id ? 1 : 0
        },
        read("invitations(under group,after,limit)") { transaction, owner in
            var found = 0
            for group in [nil, owner.group] {
                let invitations = transaction.invitations(under: group, after: nil, limit: 9)
                found += try await transaction.result(invitations).count { $0.tenant == owner.id }
            }
            return found
        },
        read("invitations(under group,limit)") { transaction, owner in
            try await transaction.result(transaction.invitations(under: owner.group, limit: 9)).count
        },
        read("countInvitations(under group)") { transaction, owner in
            try await transaction.result(transaction.countInvitations(under: owner.group))
        },
        write("insert(_ invitation,tokenHash)") { transaction, owner in
            transaction.insert(.example(of: owner), tokenHash: [UInt8](repeating: 9, count: 32))
        },
        write("acceptInvitation(_ id,at now)") { transaction, owner in
            transaction.acceptInvitation(owner.invitation, at: TwoTenants.farAhead)
        },
        write("deleteInvitation(_ id)") { transaction, owner in transaction.deleteInvitation(owner.invitation) },
        write("deleteInvitation(to email,as role)") { transaction, _ in
            let email = try EmailAddress(validating: "invited@tenant.example")
            transaction.deleteInvitation(to: email, as: .member)
        },
    ]

    private static let roleMappings = [
        read("roleMappings()") { transaction, owner in
            try await transaction.result(transaction.roleMappings()).count { $0.id == owner.directory }
        },
        read("roleMappings(under group,limit)") { transaction, owner in
            try await transaction.result(transaction.roleMappings(under: owner.group, limit: 9)).count
        },
        read("countRoleMappings(under group)") { transaction, owner in
            try await transaction.result(transaction.countRoleMappings(under: owner.group))
        },
        write("insert(_ mapping,by creator,at now)") { transaction, owner in
            let mapping = RoleMapping(id: ID(bits: 99), directoryGroup: "staff", role: .member, ceilingGroup: nil)
            transaction.insert(mapping, by: owner.user, at: TwoTenants.farAhead)
        },
        write("deleteRoleMapping(_ id)") { transaction, owner in transaction.deleteRoleMapping(owner.directory) },
    ]
}

extension Member {
    fileprivate static func example(of owner: TwoTenants.Side) -> Member {
        Member(
            membership: Membership(id: owner.membership, tenant: owner.id, role: .member),
            user: User(id: owner.user, email: "owner@tenant.example", name: "owner"),
            origin: .direct,
            createdAt: TwoTenants.farAhead,
            version: 9
        )
    }
}

extension Invitation {
    fileprivate static func example(of owner: TwoTenants.Side) -> Invitation {
        Invitation(
            id: ID(bits: 99),
            tenant: owner.id,
            email: "other@tenant.example",
            grant: MemberGrant(role: .member),
            createdAt: TwoTenants.usageHour,
            createdBy: owner.user,
            expiresAt: TwoTenants.farAhead
        )
    }
}
