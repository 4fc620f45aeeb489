package import Domain
internal import SCIM
internal import Store

/// Changes what a directory says of somebody. Whom it lets in no more has lost, at their next request, all that it gave
/// them; what people gave them stays.
package struct EditDirectoryUser: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: () throws -> ID<DirectoryUser>,
        _ read: () throws -> DirectoryEdit,
        call: DirectoryCall
    ) async throws -> DirectoryResource {
        let access = try await platform.admit(call)
        let id = try id()
        return try await platform.tell(access) { transaction, locked in
            let (stored, allGroups) = (
                transaction.directoryUsers(.these([id])), transaction.directoryGroupNames(of: [id])
            )
            guard let user = try await transaction.result(stored).first else { throw Failure.notFound() }
            let groups = try await transaction.result(allGroups)[id] ?? []
            let edit = try read()
            let draft = try DirectoryUserDraft(edit.edited(user.attributes, .user))
            try edit.expectedVersion?.require(user.version)
            guard !draft.attributes.says(theSameAs: user.attributes) else {
                return DirectoryResource(access.writer.json(user, groups: groups))
            }

            var edited = user
            edited.person = try await platform.person(draft, locked, in: transaction)
            edited.attributes = draft.attributes
            edited.updatedAt = locked.now
            edited.version += 1
            try await platform.requireUnique(edited, in: transaction)
            transaction.update(edited)
            let roles = try await roles(of: user, edited, locked, in: transaction)
            platform.conclude(
                Change("directory.user.update", on: id, before: user.audited(), after: edited.audited(roles)),
                by: access.author,
                locked,
                in: transaction
            )
            return DirectoryResource(access.writer.json(edited, groups: groups))
        }
    }

    /// With another address they are another person, and who they were until now has nothing from the directory any more.
    private func roles(
        of user: DirectoryUser,
        _ edited: DirectoryUser,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> JSON {
        let given = try await platform.synchronise([edited], locked, in: transaction)
        guard edited.person != user.person else { return given }
        return .array((given.asArray ?? []) + (try await platform.forsake(user.person, locked, in: transaction)))
    }
}

extension JSON {
    /// In whatever order members stand, which the database does not keep.
    fileprivate func says(theSameAs other: JSON) -> Bool {
        switch (self, other) {
        case (.object(let own), .object(let others)):
            own.count == others.count
                && own.allSatisfy { member in
                    other[member.name].map { member.value.says(theSameAs: $0) } ?? false
                }
        case (.array(let own), .array(let others)):
            own.count == others.count && zip(own, others).allSatisfy { $0.says(theSameAs: $1) }
        default: self == other
        }
    }
}
