package import Domain
internal import Store

/// Stops a key until it is enabled again. What is disabled stays so, and is answered with a fresh receipt.
package struct DisableKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    package func callAsFunction(
        _ key: ID<APIKey>,
        ifMatch read: () throws -> VersionCondition?,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<KeyChange> {
        try await platform.tightening { announcements in
            try await platform.change(key, .keyDisable, in: tenant, announcing: announcements, call: call) {
                held,
                transaction in
                var held = held
                guard try held.allows(.disable, ifMatch: try read()) else {
                    try platform.conclude(unchanged: held, in: transaction)
                    return KeyChange(view: held.view)
                }
                held.counts.disable()
                let disabled = held.key.disabled(held.access.attribution)
                return KeyChange(
                    view: try platform.conclude(held, as: disabled, telling: .keyDisabled, in: transaction)
                )
            }
        }
    }
}
