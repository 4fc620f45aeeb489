internal import Domain
internal import Store

extension Platform {
    /// Presets are nobody's: a change of one is the platform's own, under the platform's lock and in its audit trail.
    func authorizePresets(for call: Call) async throws -> Authorization {
        guard let facts = try await directory.facts(of: .platform) else { throw Failure.notFound() }
        let permit = try Access.managePresets(by: call.actor, of: facts, reason: try call.reason.get())
        try call.requireWellFormed()
        return Authorization(tenant: facts, permit: permit)
    }
}
