package import Domain
internal import SCIM
internal import Store

/// Forgets somebody of whom a directory tells no more, and takes away what it gave them.
package struct DeleteDirectoryUser: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: () throws -> ID<DirectoryUser>,
        _ expectedVersion: () throws -> VersionCondition?,
        call: DirectoryCall
    ) async throws {
        let access = try await platform.admit(call)
        let id = try id()
        try await platform.tell(access) { transaction, locked in
            let stored = transaction.directoryUsers(.these([id]))
            guard let user = try await transaction.result(stored).first else { throw Failure.notFound() }
            try expectedVersion()?.require(user.version)
            transaction.delete(user)
            let roles = try await platform.forsake(user.person, locked, in: transaction)
            let after: JSON = roles.isEmpty ? .null : ["roles": .array(roles)]
            platform.conclude(
                Change("directory.user.delete", on: id, before: user.audited(), after: after),
                by: access.author,
                locked,
                in: transaction
            )
        }
    }
}
