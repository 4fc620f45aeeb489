internal import Domain
internal import SCIM
internal import Store

extension Platform {
    func requireUnique(_ group: DirectoryGroup, in transaction: borrowing TenantTransaction) async throws {
        let isTaken = transaction.hasDirectoryGroup(named: group.name, besides: group.id)
        guard try await !transaction.result(isTaken) else {
            throw Failure.scim(.uniqueness, "Another group of this directory has this displayName.")
        }
    }

    /// That all of them are people of this directory.
    func requireThere(_ members: [ID<DirectoryUser>], in transaction: borrowing TenantTransaction) async throws {
        let found = transaction.directoryUsers(.these(members))
        guard try await transaction.result(found).count == members.count else {
            throw Failure.scim(.invalidValue, "members: There is no such person in this directory.")
        }
    }

    /// Gives those whose groups have changed what the mappings now make of them; nobody, if no mapping is about these names.
    func synchronise(
        _ members: some Collection<ID<DirectoryUser>>,
        ofGroupsNamed names: Set<String>,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> JSON {
        let mappings = transaction.roleMappings()
        guard try await transaction.result(mappings).contains(where: { names.contains($0.directoryGroup) }) else {
            return []
        }
        let users = transaction.directoryUsers(.these(Array(members)))
        return try await synchronise(try await transaction.result(users), locked, in: transaction)
    }
}

extension DirectoryGroup {
    /// - Parameter roles: what the change made of people's.
    func audited(_ roles: JSON = .null) -> JSON {
        let own = [
            JSON.Member("name", .string(name)), JSON.Member("external_id", externalID.map(JSON.string) ?? nil),
            JSON.Member("members", .strings(members.map(\.description))),
        ]
        return .object(roles == .null ? own : own + [JSON.Member("roles", roles)])
    }

    /// In the schema's spelling.
    var attributes: JSON {
        var own = [JSON.Member("displayName", .string(name))]
        if let externalID { own.append(JSON.Member("externalId", .string(externalID))) }
        let values = members.map { member -> JSON in ["value": .string(member.description)] }
        return .object(values.isEmpty ? own : own + [JSON.Member("members", .array(values))])
    }
}
