package import Domain

/// Changes to a resource, in their order (RFC 7644, 3.5.2). All of them happen, or none.
package struct Patch: Sendable {
    fileprivate let operations: [Operation]

    fileprivate struct Operation: Sendable {
        let kind: Kind
        let path: String?
        let value: JSON?
    }

    enum Kind: String, Sendable {
        case add, replace, remove
    }

    private static let urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    private static let most = 1000

    /// - Throws: `invalidSyntax` for what is no PatchOp message.
    package init(_ json: JSON) throws(Failure) {
        if let duplicate = json.duplicateMembers.first {
            throw .scim(.invalidSyntax, "\(duplicate) is given more than once.")
        }
        guard case .array(let urns)? = json["schemas"], urns.contains(.string(Self.urn)) else {
            throw .scim(.invalidValue, "schemas must contain \(Self.urn).")
        }
        guard case .array(let operations)? = json["Operations"] ?? json["operations"],
            1...Self.most ~= operations.count
        else { throw .scim(.invalidSyntax, "Operations must be a list of 1 to \(Self.most).") }
        var read: [Operation] = []
        for operation in operations { read.append(try Operation(operation)) }
        self.operations = read
    }

    /// The resource as it is then, in the schema's spelling. Something may be missing that must be there.
    package func applied(to resource: JSON, of schema: ResourceSchema) throws(Failure) -> JSON {
        guard case .object(var members) = resource else { return resource }
        for operation in operations {
            if let text = operation.path {
                guard let path = try PatchPath(text, of: schema) else { continue }
                guard path.leaf.mutability != .readOnly else {
                    throw .scim(.mutability, "\(path.leaf.name) is not for clients to set.")
                }
                try Change(operation.kind, operation.value, at: path).apply(to: &members)
            } else {
                guard case .object(let values)? = operation.value, operation.kind != .remove else {
                    throw .scim(operation.kind == .remove ? .noTarget : .invalidSyntax, "A path is needed.")
                }
                // Entra ID writes paths as names, too.
                for member in values {
                    guard let path = try PatchPath(member.name, of: schema), path.leaf.mutability != .readOnly else {
                        continue
                    }
                    try Change(operation.kind, member.value, at: path).apply(to: &members)
                }
            }
        }
        return .object(members)
    }
}

extension Patch.Operation {
    init(_ json: JSON) throws(Failure) {
        // Entra ID writes `Add`.
        guard case .string(let word)? = json["op"], let kind = Patch.Kind(rawValue: word.lowercased()) else {
            throw .scim(.invalidSyntax, "op is one of add, replace and remove.")
        }
        switch json["path"] {
        case nil, .null?: path = nil
        case .string(let text)?: path = text
        default: throw .scim(.invalidPath, "A path is text.")
        }
        self.kind = kind
        value = json["value"]
        guard kind == .remove || value != nil else { throw .scim(.invalidValue, "A value is needed.") }
    }
}

extension PatchPath {
    /// The attribute that is set.
    var leaf: Attribute { attribute.mutability == .readOnly ? attribute : part ?? attribute }
}
