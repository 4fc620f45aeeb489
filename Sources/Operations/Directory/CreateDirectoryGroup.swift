package import Domain
internal import SCIM
internal import Store

/// Takes in a directory's group. What that makes of its members is up to the role mappings, by its name.
package struct CreateDirectoryGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ read: () throws -> JSON, call: DirectoryCall) async throws -> DirectoryResource {
        let access = try await platform.admit(call)
        let draft = try DirectoryGroupDraft(ResourceSchema.group.canonical(try read()))
        return try await platform.tell(access) { transaction, locked in
            let count = transaction.countDirectoryGroups()
            let group = DirectoryGroup(
                id: .make(at: locked.now, using: platform.entropy),
                name: draft.name,
                externalID: draft.externalID,
                members: draft.members,
                createdAt: locked.now,
                updatedAt: locked.now,
                version: 1
            )
            guard try await transaction.result(count) < DirectoryGroup.most else {
                throw Failure(.conflict, "A directory has at most \(DirectoryGroup.most) groups.")
            }
            try await platform.requireUnique(group, in: transaction)
            try await platform.requireThere(group.members, in: transaction)
            transaction.insert(group)
            let roles = try await platform.synchronise(
                group.members,
                ofGroupsNamed: [group.name],
                locked,
                in: transaction
            )
            platform.conclude(
                Change("directory.group.create", on: group.id, after: group.audited(roles)),
                by: access.author,
                locked,
                in: transaction
            )
            return DirectoryResource(access.writer.json(group))
        }
    }
}
