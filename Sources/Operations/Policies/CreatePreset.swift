package import Domain
internal import Store

/// Makes a preset: one more kind of portal, without touching code.
package struct CreatePreset: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> PresetDraft,
        call: Call
    ) async throws -> Answered<Versioned<Preset>> {
        let authorization = try await platform.authorizePresets(for: call)
        let preset = Result { try read().validated() }
        return try await platform.database.onTenant(.platform) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let present = (try? preset.get()).map { transaction.preset(named: $0.name) }
            let locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let preset = try preset.get()
                if let present, try await transaction.result(present) != nil {
                    throw Failure.conflict("There is a preset of this name already.")
                }
                transaction.insert(preset)
                try platform.conclude(
                    Change(.policyManage, on: preset.name, after: preset.json),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return Versioned(preset, version: 1)
            }
        }
    }
}
