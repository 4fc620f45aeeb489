package import Domain
internal import Store

/// By what a tenant's directories may tell of its people, oldest first. Never the tokens.
package struct ListDirectoryCredentials: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(in tenant: ID<Tenant>, call: Call) async throws -> Page<DirectoryCredential> {
        let authorization = try await platform.authorize(.memberRead, on: tenant, for: call)
        let found = try await platform.read(authorization) { $0.directoryCredentials() }
        return Page(elements: found, nextCursor: nil)
    }
}
