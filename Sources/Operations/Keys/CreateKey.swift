package import Domain
internal import Store

/// Creates a key: its secret is in what this returns, and nowhere else ever again.
package struct CreateKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: what is asked for. Read when the actor may, and refused after their role: 404, 403, 422.
    package func callAsFunction(
        _ read: () throws -> KeyDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<KeyAndSecret> {
        let approach = try await platform.approachKeys(.keyCreate, of: tenant, for: call)
        let draft = Result { try read() }
        return try await platform.database.onTenant(tenant) { transaction in
            let pending = try platform.lockKeys(approach, for: call, in: transaction)
            let group = transaction.group((try? draft.get())?.groupID)
            let access = try await platform.held(pending, in: transaction)
            return try await platform.once(access, in: transaction) {
                let chosen = try await transaction.result(group)
                let plan = try draft.get().validated(
                    against: access.policy,
                    group: chosen,
                    ceiling: access.ceiling,
                    now: access.now
                )
                return try await platform.make(plan, in: chosen, access, in: transaction)
            }
        }
    }
}
