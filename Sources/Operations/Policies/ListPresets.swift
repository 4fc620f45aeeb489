package import Domain
internal import Store

/// The presets that somebody sees, by name.
package struct ListPresets: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<Versioned<Preset>> {
        let view = try Access.viewPresets(by: call.actor)
        try call.requireWellFormed()
        let page = try read()
        let list = "presets \(view.rawValue)"
        let after = try page.cursor.map { try name(in: $0, of: list) }
        let found = try await platform.database.readTenant(.platform) { transaction in
            transaction.presets(view, after: after ?? "", limit: page.limit + 1)
        }
        return platform.cursors.page(found, limit: page.limit, of: list) { .string($0.value.name) }
    }

    private func name(in cursor: String, of list: String) throws -> String {
        guard case .string(let name) = try platform.cursors.open(cursor, of: list) else {
            throw Failure.invalidCursor()
        }
        return name
    }
}
