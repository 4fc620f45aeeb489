internal import Domain
internal import Operations
internal import Wire

/// `/v1/policy-presets`.
struct PresetHandlers: Sendable {
    private let listPresets: ListPresets
    private let readPreset: ReadPreset
    private let createPreset: CreatePreset
    private let editPreset: EditPreset

    init(_ platform: Platform) {
        listPresets = ListPresets(platform: platform)
        readPreset = ReadPreset(platform: platform)
        createPreset = CreatePreset(platform: platform)
        editPreset = EditPreset(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await listPresets({ try request.page }, call: try request.call).json(\.body))
    }

    func create(_ request: APIRequest) async throws -> APIResponse {
        .created(try await createPreset({ try request.presetDraft }, call: try request.call))
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readPreset(try request.parameter("preset"), call: try request.call))
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let edited = try await editPreset(
            try request.parameter("preset"),
            { try request.presetEdit },
            call: try request.call
        )
        return .ok(edited)
    }
}

extension APIRequest {
    fileprivate var presetDraft: PresetDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("name", .string),
                fields.optional("tenant_kind", .string),
                fields.optional("requires_parent", .bool),
                fields.optional("offered_to_partners", .bool),
                fields.optional("policy", .json)
            )
            let (name, tenantKind, requiresParent, offeredToPartners, policy) = values
            return PresetDraft(
                name: name,
                tenantKind: tenantKind,
                requiresParent: requiresParent,
                offeredToPartners: offeredToPartners,
                policy: policy,
                formErrors: errors
            )
        }
    }

    fileprivate var presetEdit: PresetEdit {
        get throws(Failure) {
            let fields = try body()
            fields.refuseEditing("name", "tenant_kind")
            let (values, errors) = fields.salvage(
                fields.change("requires_parent", .bool),
                fields.change("offered_to_partners", .bool),
                fields.change("policy", .json)
            )
            let (requiresParent, offeredToPartners, policy) = values
            return PresetEdit(
                requiresParent: requiresParent,
                offeredToPartners: offeredToPartners,
                policy: policy.map(PolicyEdit.init),
                expectedVersion: try expectedVersion,
                formErrors: errors
            )
        }
    }
}
