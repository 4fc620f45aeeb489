/// A person, known by e-mail across the platform.
package struct User: Hashable, Sendable, Identified {
    package static let idPrefix = "usr"

    package let id: ID<User>
    package let email: String
    package let name: String

    package init(id: ID<User>, email: String, name: String) {
        self.id = id
        self.email = email
        self.name = name
    }
}
