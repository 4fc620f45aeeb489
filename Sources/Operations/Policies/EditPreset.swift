package import Domain
internal import Store

/// Edits a preset. Tenants have copied what it was when they were made, and keep that.
package struct EditPreset: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ name: String,
        _ read: () throws -> PresetEdit,
        call: Call
    ) async throws -> Versioned<Preset> {
        let authorization = try await platform.authorizePresets(for: call)
        guard Preset.isName(name) else { throw Failure.notFound() }
        return try await platform.database.onTenant(.platform) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.versionedPreset(named: name)
            let locked = try await platform.held(access, in: transaction)

            guard let present = try await transaction.result(stored) else { throw Failure.notFound() }
            let edit = try read()
            let preset = try edit.applied(to: present.value)
            try VersionCondition.needed(edit.expectedVersion).require(present.version)
            guard preset != present.value else { return present }

            let edited = Versioned(preset, version: present.version + 1)
            transaction.update(preset, version: edited.version)
            try platform.conclude(
                Change(.policyManage, on: name, before: present.value.json, after: preset.json),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
            return edited
        }
    }
}
