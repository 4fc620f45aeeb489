internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/authorization-groups`.
struct GroupHandlers: Sendable {
    private let createGroup: CreateGroup
    private let readGroup: ReadGroup
    private let listGroups: ListGroups

    init(_ platform: Platform) {
        createGroup = CreateGroup(platform: platform)
        readGroup = ReadGroup(platform: platform)
        listGroups = ListGroups(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listGroups(in: tenant, { try request.page }, call: try request.call).json(\.body))
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
}

extension APIRequest {
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
