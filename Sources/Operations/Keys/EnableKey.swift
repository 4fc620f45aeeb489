package import Domain
internal import Store

/// Lets a disabled key work again. What is active stays so.
package struct EnableKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    package func callAsFunction(
        _ key: ID<APIKey>,
        ifMatch read: () throws -> VersionCondition?,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<KeyChange> {
        try await platform.tightening(mayTighten: false) { announcements in
            try await platform.change(key, .keyEnable, in: tenant, announcing: announcements, call: call) {
                held,
                transaction in
                var held = held
                guard try held.allows(.enable, ifMatch: try read()) else {
                    try platform.conclude(unchanged: held, in: transaction)
                    return KeyChange(view: held.view)
                }
                held.counts.enable()
                let enabled = held.key.enabled(held.access.attribution)
                return KeyChange(view: try platform.conclude(held, as: enabled, telling: .keyEnabled, in: transaction))
            }
        }
    }
}
