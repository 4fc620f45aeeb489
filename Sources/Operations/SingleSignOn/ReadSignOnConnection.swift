package import Domain
internal import Store

/// A tenant's identity provider; nil for none.
package struct ReadSignOnConnection: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(of tenant: ID<Tenant>, call: Call) async throws -> SignOnConnectionView? {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let connection = try await platform.read(authorization) { $0.signOnConnection() }
        return connection.map { SignOnConnectionView(tenant: tenant, connection: $0, rules: platform.rules) }
    }
}
