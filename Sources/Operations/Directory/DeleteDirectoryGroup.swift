package import Domain
internal import SCIM
internal import Store

/// Forgets a directory's group, and takes away what its members had through it alone.
package struct DeleteDirectoryGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: () throws -> ID<DirectoryGroup>,
        _ expectedVersion: () throws -> VersionCondition?,
        call: DirectoryCall
    ) async throws {
        let access = try await platform.admit(call)
        let id = try id()
        try await platform.tell(access) { transaction, locked in
            let stored = transaction.directoryGroups(id)
            guard let group = try await transaction.result(stored).first else { throw Failure.notFound() }
            try expectedVersion()?.require(group.version)
            transaction.deleteDirectoryGroup(id)
            let roles = try await platform.synchronise(
                group.members,
                ofGroupsNamed: [group.name],
                locked,
                in: transaction
            )
            platform.conclude(
                Change("directory.group.delete", on: id, before: group.audited(), after: ["roles": roles]),
                by: access.author,
                locked,
                in: transaction
            )
        }
    }
}
