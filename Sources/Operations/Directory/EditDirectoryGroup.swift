package import Domain
internal import SCIM
internal import Store

/// Changes a directory's group: its name, its members. Both may change what people are here.
package struct EditDirectoryGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: () throws -> ID<DirectoryGroup>,
        _ read: () throws -> DirectoryEdit,
        call: DirectoryCall
    ) async throws -> DirectoryResource {
        let access = try await platform.admit(call)
        let id = try id()
        return try await platform.tell(access) { transaction, locked in
            let stored = transaction.directoryGroups(id)
            guard let group = try await transaction.result(stored).first else { throw Failure.notFound() }
            let edit = try read()
            let draft = try DirectoryGroupDraft(edit.edited(group.attributes, .group))
            try edit.expectedVersion?.require(group.version)
            var edited = group
            edited.name = draft.name
            edited.externalID = draft.externalID
            edited.members = draft.members.sorted()
            guard edited != group else { return DirectoryResource(access.writer.json(group)) }

            edited.updatedAt = locked.now
            edited.version += 1
            let (old, new) = (Set(group.members), Set(edited.members))
            try await platform.requireUnique(edited, in: transaction)
            try await platform.requireThere(Array(new.subtracting(old)), in: transaction)
            transaction.update(edited, from: group)
            let roles = try await platform.synchronise(
                group.name == edited.name ? old.symmetricDifference(new) : old.union(new),
                ofGroupsNamed: [group.name, edited.name],
                locked,
                in: transaction
            )
            platform.conclude(
                Change("directory.group.update", on: id, before: group.audited(), after: edited.audited(roles)),
                by: access.author,
                locked,
                in: transaction
            )
            return DirectoryResource(access.writer.json(edited))
        }
    }
}
