package import Domain
package import SCIM
internal import Store

/// What of a directory somebody looks at.
package enum DirectoryContents: Sendable {
    case users, groups, everything
}

/// A directory's people and groups, as far as a filter matches. There are never so many that they could not all be looked
/// at, and what names one of them is looked up.
package struct ListDirectory: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ contents: DirectoryContents,
        _ read: () throws -> ResourceQuery,
        call: DirectoryCall
    ) async throws -> JSON {
        let access = try await platform.admit(call)
        let query = try read()
        var found: [JSON] = []
        switch contents {
        case .users: found = try await users(try filter(query, .user), access)
        case .groups: found = try await groups(try filter(query, .group), access)
        case .everything:
            // What one kind of resource does not have, none of that kind matches (RFC 7644, 3.4.2.1).
            let (forUsers, forGroups) = (
                Result { try filter(query, .user) }, Result { try filter(query, .group) }
            )
            if case .failure = forGroups { _ = try forUsers.get() }
            if case .success(let filter) = forUsers { found += try await users(filter, access) }
            if case .success(let filter) = forGroups { found += try await groups(filter, access) }
        }
        return ListResponse(found, query).json
    }

    private func filter(_ query: ResourceQuery, _ schema: ResourceSchema) throws(Failure) -> Filter? {
        guard let text = query.filter else { return nil }
        return try Filter(text, of: schema)
    }

    private func users(_ filter: Filter?, _ access: DirectoryAccess) async throws -> [JSON] {
        guard let search = filter.map(DirectoryUserSearch.init) ?? .all else { return [] }
        let (users, groups) = try await platform.database.readTenant(access.tenant.id) { transaction in
            (transaction.directoryUsers(search), transaction.directoryGroupNames(of: search.ids))
        }
        let all = users.map { access.writer.json($0, groups: groups[$0.id] ?? []) }
        return filter.map { filter in all.filter { filter.matches($0) } } ?? all
    }

    private func groups(_ filter: Filter?, _ access: DirectoryAccess) async throws -> [JSON] {
        let groups = try await platform.database.readTenant(access.tenant.id) { $0.directoryGroups() }
        let all = groups.map { access.writer.json($0) }
        return filter.map { filter in all.filter { filter.matches($0) } } ?? all
    }
}

extension DirectoryUserSearch {
    /// Where what a filter matches is; nil for nowhere.
    fileprivate init?(_ filter: Filter) {
        if let id = filter.required("id") {
            guard let id = ID<DirectoryUser>(id) else { return nil }
            self = .these([id])
        } else if let name = filter.required("userName") {
            self = .named(name)
        } else if let external = filter.required("externalId") {
            self = .external(external)
        } else {
            self = .all
        }
    }

    /// Nil when they are not known beforehand.
    fileprivate var ids: [ID<DirectoryUser>]? {
        if case .these(let ids) = self { ids } else { nil }
    }
}
