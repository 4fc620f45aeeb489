internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants`.
struct TenantHandlers: Sendable {
    private let createTenant: CreateTenant
    private let readTenant: ReadTenant
    private let listTenants: ListTenants
    private let editTenant: EditTenant
    private let suspendTenant: SuspendTenant
    private let resumeTenant: ResumeTenant

    init(_ platform: Platform) {
        createTenant = CreateTenant(platform: platform)
        readTenant = ReadTenant(platform: platform)
        listTenants = ListTenants(platform: platform)
        editTenant = EditTenant(platform: platform)
        suspendTenant = SuspendTenant(platform: platform)
        resumeTenant = ResumeTenant(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let (page, filter) = try request.tenantList
        return .ok(try await listTenants(page, matching: filter, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        .created(try await createTenant({ try request.newTenant }, call: try request.call))
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readTenant(try request.id("tenant", Tenant.self), call: try request.call))
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await editTenant(tenant, { try request.tenantEdit }, call: try request.call))
    }

    func suspend(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .resource(try await suspendTenant(tenant, { try request.suspension }, call: try request.call))
    }

    func resume(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await resumeTenant(tenant, ifMatch: { try request.versionAlone }, call: try request.call))
    }
}

extension APIRequest {
    /// `?q=text&kind=BUSINESS&parent_id=ten_…&status=SUSPENDED&limit=25&cursor=…`
    fileprivate var tenantList: (PageRequest, TenantFilter) {
        get throws(Failure) {
            let query = query
            let (search, kind, parent, status, limit, cursor) = try query.finish(
                query.optional("q", .tenantSearch, default: nil),
                query.optional("kind", .enum(Preset.Kind.self)),
                query.optional("parent_id", .id(Tenant.self)),
                query.optional("status", .enum(TenantFilter.Status.self)),
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string)
            )
            return (
                PageRequest(limit: limit, cursor: cursor),
                TenantFilter(search: search, kind: kind?.tenantKind, parent: parent, status: status)
            )
        }
    }
}

extension Reader where Value == TenantSearch? {
    fileprivate static var tenantSearch: Self {
        .text { (text, pointer) throws(InputError) in try TenantSearch(validating: text, at: pointer) }
    }
}

extension APIRequest {
    fileprivate var newTenant: CreateTenant.Input {
        get throws(Failure) {
            let fields = try body()
            let (name, kind, parent, policy, keyLimit, billingDay) = try fields.finish(
                fields.required("name", .text(DisplayName.init(validating:at:))),
                fields.required("kind", .enum(Preset.Kind.self)),
                fields.optional("parent_id", .id(Tenant.self)),
                fields.required("policy", .preset),
                fields.optional("key_limit", .integer(in: Policy.limits)),
                fields.optional("billing_day", .integer(in: 1...28))
            )
            return CreateTenant.Input(
                name: name,
                kind: kind.tenantKind,
                parent: parent,
                policy: policy,
                keyLimit: keyLimit,
                billingDay: billingDay
            )
        }
    }
}

extension APIRequest {
    fileprivate var tenantEdit: EditTenant.Input {
        get throws(Failure) {
            let fields = try body()
            fields.refuse(Self.fixed, "NOT_EDITABLE", "It cannot be edited.")
            let name = try fields.finish(fields.sent("name", .text(DisplayName.init(validating:at:))))
            return EditTenant.Input(name: name, expectedVersion: try expectedVersion)
        }
    }

    /// Everything that a tenant has beside its name.
    private static let fixed = [
        "id", "kind", "parent_id", "policy", "key_limit", "billing_day", "suspended_at", "suspended_by",
        "suspended_through_partner", "created_at",
    ]

    fileprivate var suspension: SuspendTenant.Input {
        get throws(Failure) {
            let fields = try optionalBody()
            let reason = try fields.finish(fields.optional("reason", .text(Description.init(validating:at:))))
            return SuspendTenant.Input(reason: reason, expectedVersion: try expectedVersion)
        }
    }
}

extension Reader where Value == String {
    /// What could be a preset's name. PostgreSQL has no NUL in its text, and whether there is such a preset is for it to say.
    fileprivate static var preset: Self {
        .parsed("UNKNOWN_PRESET", "the name of a policy preset") { Preset.isName($0) ? $0 : nil }
    }
}
