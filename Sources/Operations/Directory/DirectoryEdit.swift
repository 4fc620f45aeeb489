package import Domain
internal import SCIM

/// How a resource is to be changed: what it is to be, given what it is, both in the schema's spelling.
package struct DirectoryEdit: Sendable {
    /// The version that the caller has seen, if it matters to them.
    let expectedVersion: VersionCondition?
    let edited: @Sendable (JSON, ResourceSchema) throws -> JSON

    private init(
        _ expectedVersion: VersionCondition?,
        _ edited: @escaping @Sendable (JSON, ResourceSchema) throws -> JSON
    ) {
        self.expectedVersion = expectedVersion
        self.edited = edited
    }

    /// All of it anew.
    package static func replacing(by json: JSON, _ expectedVersion: VersionCondition?) -> DirectoryEdit {
        DirectoryEdit(expectedVersion) { _, schema in try schema.canonical(json) }
    }

    package static func patching(by json: JSON, _ expectedVersion: VersionCondition?) -> DirectoryEdit {
        DirectoryEdit(expectedVersion) { old, schema in try Patch(json).applied(to: old, of: schema) }
    }
}
