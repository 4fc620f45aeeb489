internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/role-mappings`.
struct RoleMappingHandlers: Sendable {
    private let listMappings: ListRoleMappings
    private let createMapping: CreateRoleMapping
    private let deleteMapping: DeleteRoleMapping

    init(_ platform: Platform) {
        listMappings = ListRoleMappings(platform: platform)
        createMapping = CreateRoleMapping(platform: platform)
        deleteMapping = DeleteRoleMapping(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listMappings(in: tenant, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .created(
            try await createMapping({ try request.roleMappingDraft }, in: tenant, call: try request.call)
        )
    }

    func delete(_ request: APIRequest) async throws -> APIResponse {
        try await deleteMapping(
            try request.id("role_mapping", RoleMapping.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .noContent
    }
}

extension APIRequest {
    fileprivate var roleMappingDraft: RoleMappingDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("directory_group", .string),
                fields.optional("role", .string),
                fields.optional("authorization_group_id", .id(AuthorizationGroup.self))
            )
            let (directoryGroup, role, ceilingGroup) = values
            return RoleMappingDraft(
                directoryGroup: directoryGroup,
                role: role,
                ceilingGroup: ceilingGroup,
                formErrors: errors
            )
        }
    }
}
