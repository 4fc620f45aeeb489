package import Domain
internal import SCIM
internal import Store

/// Takes in somebody of whom a directory tells: a person of the platform, with the roles that the mappings give them.
package struct CreateDirectoryUser: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ read: () throws -> JSON, call: DirectoryCall) async throws -> DirectoryResource {
        let access = try await platform.admit(call)
        let draft = try DirectoryUserDraft(ResourceSchema.user.canonical(try read()))
        return try await platform.tell(access) { transaction, locked in
            let count = transaction.countDirectoryUsers()
            let user = DirectoryUser(
                id: .make(at: locked.now, using: platform.entropy),
                person: try await platform.person(draft, locked, in: transaction),
                attributes: draft.attributes,
                createdAt: locked.now,
                updatedAt: locked.now,
                version: 1
            )
            guard try await transaction.result(count) < DirectoryUser.most else {
                throw Failure(.conflict, "A directory has at most \(DirectoryUser.most) people.")
            }
            try await platform.requireUnique(user, in: transaction)
            transaction.insert(user)
            let roles = try await platform.synchronise([user], locked, in: transaction)
            platform.conclude(
                Change("directory.user.create", on: user.id, after: user.audited(roles)),
                by: access.author,
                locked,
                in: transaction
            )
            return DirectoryResource(access.writer.json(user, groups: []))
        }
    }
}

extension Platform {
    /// Who somebody is on the platform, by their address. What else a directory says of them changes nothing there.
    func person(
        _ draft: DirectoryUserDraft,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> ID<User> {
        let found = try await directoryPerson(draft.address, name: draft.name.text, locked, in: transaction)
        guard let person = found else { throw Failure.scim(.invalidValue, "This address cannot be used here.") }
        return person.id
    }

    func requireUnique(_ user: DirectoryUser, in transaction: borrowing TenantTransaction) async throws {
        let nameTaken = transaction.hasDirectoryUser(named: user.userName, besides: user.id)
        let personTaken = transaction.hasDirectoryUser(user.person, besides: user.id)
        if try await transaction.result(nameTaken) {
            throw Failure.scim(.uniqueness, "Somebody else in this directory has this userName.")
        }
        if try await transaction.result(personTaken) {
            throw Failure.scim(.uniqueness, "Somebody else in this directory has this address.")
        }
    }
}

extension DirectoryUser {
    /// - Parameter roles: what the change made of theirs.
    func audited(_ roles: JSON = .null) -> JSON {
        let members = [
            JSON.Member("user_id", .string(person.description)), JSON.Member("attributes", attributes),
        ]
        return .object(roles == .null ? members : members + [JSON.Member("roles", roles)])
    }
}
