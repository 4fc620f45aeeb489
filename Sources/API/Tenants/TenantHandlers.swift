internal import Domain
internal import Operations
internal import Wire

/// `/v1/tenants`.
struct TenantHandlers: Sendable {
    private let createTenant: CreateTenant
    private let readTenant: ReadTenant
    private let listTenants: ListTenants

    init(_ platform: Platform) {
        createTenant = CreateTenant(platform: platform)
        readTenant = ReadTenant(platform: platform)
        listTenants = ListTenants(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await listTenants(try request.page, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        .created(try await createTenant({ try request.newTenant }, call: try request.call))
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readTenant(try request.id("tenant", Tenant.self), call: try request.call))
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

extension Reader where Value == String {
    /// What could be a preset's name. PostgreSQL has no NUL in its text, and whether there is such a preset is for it to say.
    fileprivate static var preset: Self {
        .parsed("UNKNOWN_PRESET", "the name of a policy preset") { Preset.isName($0) ? $0 : nil }
    }
}
