/// Somebody of whom a tenant's directory told, as it described them. What it says of them stays in this tenant.
package struct DirectoryUser: Equatable, Sendable, Identified {
    package static let idPrefix = "dus"

    /// In one tenant. All of them are looked at when a mapping of everybody changes.
    package static let most = 2000

    package let id: ID<DirectoryUser>
    /// Who that is on the platform.
    package var person: ID<User>
    /// In the schema's spelling, without what is ours to say.
    package var attributes: JSON
    package let createdAt: Instant
    package var updatedAt: Instant
    package var version: Int

    package init(
        id: ID<DirectoryUser>,
        person: ID<User>,
        attributes: JSON,
        createdAt: Instant,
        updatedAt: Instant,
        version: Int
    ) {
        self.id = id
        self.person = person
        self.attributes = attributes
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    package var userName: String { attributes["userName"]?.asString ?? "" }

    package var externalID: String? { attributes["externalId"]?.asString }

    /// Whether the directory lets them in, which it does unless it says otherwise.
    package var isActive: Bool { attributes["active"] != false }
}
