internal import Domain
internal import HTTPTypes
internal import Operations
internal import SCIM

/// `/scim/v2/{tenant}`: SCIM 2.0 (RFC 7644).
struct DirectoryHandlers: Sendable {
    private let listDirectory: ListDirectory
    private let readDirectory: ReadDirectory
    private let createUser: CreateDirectoryUser
    private let editUser: EditDirectoryUser
    private let deleteUser: DeleteDirectoryUser
    private let createGroup: CreateDirectoryGroup
    private let editGroup: EditDirectoryGroup
    private let deleteGroup: DeleteDirectoryGroup

    init(_ platform: Platform) {
        listDirectory = ListDirectory(platform: platform)
        readDirectory = ReadDirectory(platform: platform)
        createUser = CreateDirectoryUser(platform: platform)
        editUser = EditDirectoryUser(platform: platform)
        deleteUser = DeleteDirectoryUser(platform: platform)
        createGroup = CreateDirectoryGroup(platform: platform)
        editGroup = EditDirectoryGroup(platform: platform)
        deleteGroup = DeleteDirectoryGroup(platform: platform)
    }

    // MARK: - What the service can do

    func serviceProviderConfig(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readDirectory(about: \.serviceProviderConfig, call: try request.directoryCall))
    }

    func resourceTypes(_ request: APIRequest) async throws -> APIResponse {
        let types = try await readDirectory(about: \.resourceTypes, call: try request.directoryCall)
        return .ok(ListResponse(types).json)
    }

    func resourceType(_ request: APIRequest) async throws -> APIResponse {
        let types = try await readDirectory(about: \.resourceTypes, call: try request.directoryCall)
        return .ok(try types.one(named: try request.parameter("resource_type")))
    }

    func schemas(_ request: APIRequest) async throws -> APIResponse {
        let schemas = try await readDirectory(about: \.schemas, call: try request.directoryCall)
        return .ok(ListResponse(schemas).json)
    }

    func schema(_ request: APIRequest) async throws -> APIResponse {
        let schemas = try await readDirectory(about: \.schemas, call: try request.directoryCall)
        return .ok(try schemas.one(named: try request.parameter("schema")))
    }

    // MARK: - People

    func listUsers(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await listDirectory(.users, { try request.resourceQuery }, call: try request.directoryCall))
    }

    func createUser(_ request: APIRequest) async throws -> APIResponse {
        .created(try await createUser({ try request.newResource }, call: try request.directoryCall))
    }

    func readUser(_ request: APIRequest) async throws -> APIResponse {
        let user = try await readDirectory(
            user: { try request.directoryUser },
            { try request.resourceQuery.selection },
            call: try request.directoryCall
        )
        return .ok(user)
    }

    func replaceUser(_ request: APIRequest) async throws -> APIResponse {
        .ok(
            try await editUser(
                { try request.directoryUser },
                { try request.replacement },
                call: try request.directoryCall
            )
        )
    }

    func patchUser(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await editUser({ try request.directoryUser }, { try request.patch }, call: try request.directoryCall))
    }

    func deleteUser(_ request: APIRequest) async throws -> APIResponse {
        let call = try request.directoryCall
        try await deleteUser({ try request.directoryUser }, { try request.expectedVersion }, call: call)
        return .noContent
    }

    // MARK: - Groups

    func listGroups(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await listDirectory(.groups, { try request.resourceQuery }, call: try request.directoryCall))
    }

    func createGroup(_ request: APIRequest) async throws -> APIResponse {
        .created(try await createGroup({ try request.newResource }, call: try request.directoryCall))
    }

    func readGroup(_ request: APIRequest) async throws -> APIResponse {
        let group = try await readDirectory(
            group: { try request.directoryGroup },
            { try request.resourceQuery.selection },
            call: try request.directoryCall
        )
        return .ok(group)
    }

    func replaceGroup(_ request: APIRequest) async throws -> APIResponse {
        .ok(
            try await editGroup(
                { try request.directoryGroup },
                { try request.replacement },
                call: try request.directoryCall
            )
        )
    }

    func patchGroup(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await editGroup({ try request.directoryGroup }, { try request.patch }, call: try request.directoryCall))
    }

    func deleteGroup(_ request: APIRequest) async throws -> APIResponse {
        let call = try request.directoryCall
        try await deleteGroup({ try request.directoryGroup }, { try request.expectedVersion }, call: call)
        return .noContent
    }

    // MARK: - Both

    func search(_ request: APIRequest) async throws -> APIResponse {
        .ok(
            try await listDirectory(
                .everything,
                { try ResourceQuery(searchRequest: try request.newResource) },
                call: try request.directoryCall
            )
        )
    }
}

extension [JSON] {
    fileprivate func one(named id: String) throws(Failure) -> JSON {
        guard let found = first(where: { $0["id"] == .string(id) }) else { throw .notFound() }
        return found
    }
}

extension APIResponse {
    fileprivate static func ok(_ resource: DirectoryResource) -> APIResponse {
        APIResponse(.ok, resource)
    }

    fileprivate static func created(_ resource: DirectoryResource) -> APIResponse {
        APIResponse(.created, resource)
    }

    private init(_ status: HTTPResponse.Status, _ resource: DirectoryResource) {
        self.init(status, body: resource.body)
        headers[.eTag] = resource.eTag
        headers[.location] = resource.location
    }
}
