internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/authorization-groups`.
struct GroupHandlers: Sendable {
    private let createGroup: CreateGroup
    private let readGroup: ReadGroup
    private let listGroups: ListGroups
    private let editGroup: EditGroup
    private let deleteGroup: DeleteGroup

    init(_ platform: Platform) {
        createGroup = CreateGroup(platform: platform)
        readGroup = ReadGroup(platform: platform)
        listGroups = ListGroups(platform: platform)
        editGroup = EditGroup(platform: platform)
        deleteGroup = DeleteGroup(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listGroups(in: tenant, { try request.groupList }, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        let group = try await createGroup({ try request.groupDraft }, in: tenant, call: try request.call)
        return .created(group)
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        let group = try await readGroup(
            try request.id("group", AuthorizationGroup.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(group)
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let edited = try await editGroup(
            try request.id("group", AuthorizationGroup.self),
            { try request.groupEdit },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .resource(edited)
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        let deleted = try await deleteGroup(
            try request.id("group", AuthorizationGroup.self),
            { try request.expectedVersion },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .deleted(deleted)
    }
}

extension APIRequest {
    fileprivate var groupList: ListGroups.Input {
        get throws(Failure) {
            let query = query
            let (limit, cursor, type) = try query.finish(
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string),
                query.optional("type", .enum(GroupType.self))
            )
            return ListGroups.Input(page: PageRequest(limit: limit, cursor: cursor), type: type)
        }
    }

    fileprivate var groupEdit: GroupEdit {
        get throws(Failure) {
            let fields = try body()
            fields.refuseEditing("id", "tenant_id", "type", "created_at", "updated_at")
            let (values, errors) = fields.salvage(
                fields.change("name", .string),
                fields.change("description", .string.emptied(to: "")),
                fields.change("scopes", .array(of: .string, count: 0...Scope.mostInCatalogue))
            )
            let (name, description, scopes) = values
            return GroupEdit(
                name: name,
                description: description,
                scopes: scopes,
                expectedVersion: try expectedVersion,
                formErrors: errors
            )
        }
    }

    fileprivate var groupDraft: GroupDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("name", .string),
                fields.optional("description", .string),
                fields.optional("type", .string),
                fields.optional("scopes", .array(of: .string, count: 0...Scope.mostInCatalogue))
            )
            let (name, description, type, scopes) = values
            return GroupDraft(name: name, description: description, type: type, scopes: scopes, formErrors: errors)
        }
    }
}
