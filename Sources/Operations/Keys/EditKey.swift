package import Domain
internal import Store

/// Changes what can be edited of a key: name, description, allowlist, rate limit, and its permissions where the policy
/// says so.
package struct EditKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let edit: KeyEdit
        /// The version that the caller has seen. There is no editing without.
        package let expectedVersion: VersionCondition?

        package init(edit: KeyEdit, expectedVersion: VersionCondition?) {
            self.edit = edit
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ key: ID<APIKey>,
        _ read: () throws -> Input,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<KeyView> {
        let input = Result { try read() }
        let edit = (try? input.get())?.edit
        return try await platform.tightening(mayTighten: edit?.mayTighten == true) { announcements in
            try await platform.change(
                key,
                .keyUpdate,
                in: tenant,
                alongside: edit?.groupID,
                announcing: announcements,
                call: call
            ) { held, transaction in
                let input = try input.get()
                let facts = try input.edit.applied(
                    to: held.key,
                    under: held.policy,
                    group: held.group,
                    ceiling: held.access.ceiling
                )
                _ = try held.allows(.edit, ifMatch: .needed(input.expectedVersion))
                guard let edited = held.key.edited(held.access.attribution, to: facts) else {
                    try platform.conclude(unchanged: held, in: transaction)
                    return held.view
                }
                return try platform.conclude(held, as: edited, telling: .keyUpdated, in: transaction)
            }
        }
    }
}
