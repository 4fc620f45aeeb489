/// By what a directory may tell of a tenant's people and groups.
package struct DirectoryCredential: Hashable, Sendable, Identified {
    package static let idPrefix = "dcr"

    /// Enough to change from one to the next in several directories.
    package static let most = 10

    package let id: ID<DirectoryCredential>
    package let tenant: ID<Tenant>
    package let name: String
    package let createdAt: Instant
    package let createdBy: ID<User>
    /// Half-open: of no use from that instant on.
    package let expiresAt: Instant?

    package init(
        id: ID<DirectoryCredential>,
        tenant: ID<Tenant>,
        name: String,
        createdAt: Instant,
        createdBy: ID<User>,
        expiresAt: Instant?
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
    }

    package func isLive(at now: Instant) -> Bool {
        expiresAt.map { now < $0 } ?? true
    }
}
