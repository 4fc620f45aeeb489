@testable import Domain
@testable import Store
import TestSupport

// What directories tell, and by what they may.

extension TenantStatement {
    static let directory = [
        read("directoryCredential(_ id)") { transaction, owner in
            try await transaction.result(transaction.directoryCredential(owner.credential)) == nil ? 0 : 1
        },
        read("directoryCredential(_ id,tokenHash)") { transaction, owner in
            let credential = transaction.directoryCredential(owner.credential, tokenHash: TwoTenants.tokenHash)
            return try await transaction.result(credential) == nil ? 0 : 1
        },
        read("directoryCredentials()") { transaction, owner in
            try await transaction.result(transaction.directoryCredentials()).count { $0.tenant == owner.id }
        },
        write("insert(_ credential,tokenHash)") { transaction, owner in
            transaction.insert(DirectoryCredential.example(ID(bits: 99), of: owner), tokenHash: TwoTenants.tokenHash)
        },
        write("delete(_ credential)") { transaction, owner in
            transaction.delete(DirectoryCredential.example(owner.credential, of: owner))
        },
        read("directoryUsers(_ search)") { transaction, owner in
            let name = owner.name
            var found = 0
            for search in [.all, .named(name), .external(name), .these([owner.directoryUser])] as [DirectoryUserSearch]
            {
                found += try await transaction.result(transaction.directoryUsers(search)).count {
                    $0.person == owner.user
                }
            }
            return found
        },
        read("hasDirectoryUser(named name,besides id)") { transaction, owner in
            let isTaken = transaction.hasDirectoryUser(named: owner.name, besides: ID(bits: 99))
            return try await transaction.result(isTaken) ? 1 : 0
        },
        read("hasDirectoryUser(_ person,besides id)") { transaction, owner in
            let isTaken = transaction.hasDirectoryUser(owner.user, besides: ID(bits: 99))
            return try await transaction.result(isTaken) ? 1 : 0
        },
        read("countDirectoryUsers()") { transaction, _ in
            // Only the owner has a second one.
            max(0, try await transaction.result(transaction.countDirectoryUsers()) - 1)
        },
        write("insert(_ user)") { transaction, owner in
            transaction.insert(DirectoryUser.example(ID(bits: 99), of: owner))
        },
        write("update(_ user)") { transaction, owner in
            transaction.update(DirectoryUser.example(owner.directoryUser, of: owner))
        },
        write("delete(_ user)") { transaction, owner in
            transaction.delete(DirectoryUser.example(owner.directoryUser, of: owner))
        },
        read("directoryGroups(_ id)") { transaction, owner in
            var found = 0
            for id in [nil, owner.directoryGroup] {
                let groups = transaction.directoryGroups(id)
                found += try await transaction.result(groups).count { $0.id == owner.directoryGroup }
            }
            return found
        },
        read("directoryGroupNames(of users)") { transaction, owner in
            var found = 0
            for users in [nil, [owner.directoryUser]] {
                let names = try await transaction.result(transaction.directoryGroupNames(of: users))
                found += names[owner.directoryUser]?.count ?? 0
            }
            return found
        },
        read("hasDirectoryGroup(named name,besides id)") { transaction, owner in
            let isTaken = transaction.hasDirectoryGroup(named: owner.name, besides: ID(bits: 99))
            return try await transaction.result(isTaken) ? 1 : 0
        },
        read("countDirectoryGroups()") { transaction, _ in
            max(0, try await transaction.result(transaction.countDirectoryGroups()) - 1)
        },
        write("insert(_ group)") { transaction, owner in
            transaction.insert(DirectoryGroup.example(ID(bits: 99), of: owner))
        },
        write("update(_ group,from old)") { transaction, owner in
            let old = DirectoryGroup.example(owner.directoryGroup, of: owner)
            var edited = old
            edited.members = []
            transaction.update(edited, from: old)
        },
        write("deleteDirectoryGroup(_ id)") { transaction, owner in
            transaction.deleteDirectoryGroup(owner.directoryGroup)
        },
    ]
}

extension TwoTenants.Side {
    fileprivate var credential: ID<DirectoryCredential> { ID(bits: directory.bits) }
    fileprivate var directoryUser: ID<DirectoryUser> { ID(bits: directory.bits) }
    fileprivate var directoryGroup: ID<DirectoryGroup> { ID(bits: directory.bits) }
}

extension DirectoryCredential {
    fileprivate static func example(_ id: ID<DirectoryCredential>, of owner: TwoTenants.Side) -> DirectoryCredential {
        DirectoryCredential(
            id: id,
            tenant: owner.id,
            name: "example",
            createdAt: TwoTenants.farAhead,
            createdBy: owner.user,
            expiresAt: nil
        )
    }
}

extension DirectoryUser {
    fileprivate static func example(_ id: ID<DirectoryUser>, of owner: TwoTenants.Side) -> DirectoryUser {
        DirectoryUser(
            id: id,
            person: ID(bits: 98),
            attributes: ["userName": "example"],
            createdAt: TwoTenants.farAhead,
            updatedAt: TwoTenants.farAhead,
            version: 9
        )
    }
}

extension DirectoryGroup {
    fileprivate static func example(_ id: ID<DirectoryGroup>, of owner: TwoTenants.Side) -> DirectoryGroup {
        DirectoryGroup(
            id: id,
            name: "example",
            externalID: nil,
            members: [owner.directoryUser],
            createdAt: TwoTenants.farAhead,
            updatedAt: TwoTenants.farAhead,
            version: 9
        )
    }
}
