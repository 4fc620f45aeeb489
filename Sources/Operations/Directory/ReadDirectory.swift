package import Domain
package import SCIM
internal import Store

/// One of a directory's people or groups.
package struct ReadDirectory: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        user id: () throws -> ID<DirectoryUser>,
        _ read: () throws -> Selection,
        call: DirectoryCall
    ) async throws -> DirectoryResource {
        let access = try await platform.admit(call)
        let (id, selection) = (try id(), try read())
        let (found, groups) = try await platform.database.readTenant(access.tenant.id) { transaction in
            (transaction.directoryUsers(.these([id])), transaction.directoryGroupNames(of: [id]))
        }
        guard let user = found.first else { throw Failure.notFound() }
        return DirectoryResource(access.writer.json(user, groups: groups[id] ?? []), selection)
    }

    package func callAsFunction(
        group id: () throws -> ID<DirectoryGroup>,
        _ read: () throws -> Selection,
        call: DirectoryCall
    ) async throws -> DirectoryResource {
        let access = try await platform.admit(call)
        let (id, selection) = (try id(), try read())
        let found = try await platform.database.readTenant(access.tenant.id) { $0.directoryGroups(id) }
        guard let group = found.first else { throw Failure.notFound() }
        return DirectoryResource(access.writer.json(group), selection)
    }

    /// What the service says of itself, to whoever it admits.
    package func callAsFunction<Value: Sendable>(
        about read: (Discovery) throws -> Value,
        call: DirectoryCall
    ) async throws -> Value {
        try read(Discovery(base: try await platform.admit(call).writer.base))
    }
}
