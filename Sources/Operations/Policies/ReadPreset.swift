package import Domain
internal import Store

/// One preset. To a partner, those that are not offered do not exist.
package struct ReadPreset: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ name: String, call: Call) async throws -> Versioned<Preset> {
        let view = try Access.viewPresets(by: call.actor)
        try call.requireWellFormed()
        guard Preset.isName(name) else { throw Failure.notFound() }
        let found = try await platform.database.readTenant(.platform) { $0.versionedPreset(named: name) }
        guard let found, view.shows(found.value) else { throw Failure.notFound() }
        return found
    }
}
