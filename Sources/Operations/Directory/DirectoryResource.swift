package import Domain
internal import SCIM

/// A resource of SCIM's as it is answered.
package struct DirectoryResource: Sendable {
    private let resource: JSON
    private let selection: Selection

    init(_ resource: JSON, _ selection: Selection = .everything) {
        self.resource = resource
        self.selection = selection
    }

    /// What was asked for of it.
    package var body: JSON { selection.applied(to: resource) }
    package var eTag: String? { resource["meta"]?["version"]?.asString }
    package var location: String? { resource["meta"]?["location"]?.asString }
}
