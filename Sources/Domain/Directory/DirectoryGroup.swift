/// Some of a directory's people. What it makes of them here is for role mappings to say, by its name.
package struct DirectoryGroup: Equatable, Sendable, Identified {
    package static let idPrefix = "dgr"

    /// In one tenant.
    package static let most = 200

    package let id: ID<DirectoryGroup>
    package var name: String
    package var externalID: String?
    package var members: [ID<DirectoryUser>]
    package let createdAt: Instant
    package var updatedAt: Instant
    package var version: Int

    package init(
        id: ID<DirectoryGroup>,
        name: String,
        externalID: String?,
        members: [ID<DirectoryUser>],
        createdAt: Instant,
        updatedAt: Instant,
        version: Int
    ) {
        self.id = id
        self.name = name
        self.externalID = externalID
        self.members = members
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }
}
