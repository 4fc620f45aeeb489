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
        .ok(try await listTenants(try request.page, call: try request.call).json(\.json))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        .created(try await createTenant({ try request.newTenant }, call: try request.call).json)
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readTenant(try request.id("tenant", Tenant.self), call: try request.call).json)
    }
}

/// The kinds that can be made.
private enum Kind: String, CaseIterable, Sendable {
    case partner = "PARTNER"
    case business = "BUSINESS"

    var tenantKind: TenantKind {
        switch self {
        case .partner: .partner
        case .business: .business
        }
    }
}

extension APIRequest {
    fileprivate var newTenant: CreateTenant.Input {
        get throws(Failure) {
            let fields = try body()
            let (name, kind, parent, policy, keyLimit) = try fields.finish(
                fields.required("name", .text(DisplayName.init(validating:at:))),
                fields.required("kind", .enum(Kind.self)),
                fields.optional("parent_id", .id(Tenant.self)),
                fields.required("policy", .string),
                fields.optional("key_limit", .integer(in: 0...1_000_000))
            )
            return CreateTenant.Input(
                name: name,
                kind: kind.tenantKind,
                parent: parent,
                policy: policy,
                keyLimit: keyLimit
            )
        }
    }
}

extension TenantView {
    fileprivate var json: JSON {
        [
            "id": .string(id.description), "name": .string(name), "kind": .string(kind.rawValue),
            "parent_id": parent.map { .string($0.description) } ?? nil, "policy": policy.map(JSON.string) ?? nil,
            "key_limit": .integer(Int64(keyLimit)),
            "suspended_at": suspendedAt.map { .string($0.description) } ?? nil,
            "created_at": .string(createdAt.description),
        ]
    }
}
