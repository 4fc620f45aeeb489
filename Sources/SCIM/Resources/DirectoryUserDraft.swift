package import Domain

/// Somebody as a directory describes them, complete.
package struct DirectoryUserDraft: Sendable {
    package let attributes: JSON
    /// By which they are known on the platform.
    package let address: EmailAddress
    /// What they are called there, if they are new to it.
    package let name: DisplayName

    /// What is kept of one person: a list of two thousand is read as a whole.
    static let mostBytes = 4096

    /// - Parameter canonical: in the schema's spelling.
    package init(_ canonical: JSON) throws(Failure) {
        guard case .object(var members) = canonical else { throw .scim(.invalidSyntax, "A JSON object is expected.") }
        let userName = canonical["userName"]?.asString ?? ""
        if canonical["emails"] == nil, (try? EmailAddress(validating: userName)) != nil {
            members.append(JSON.Member("emails", [["value": .string(userName), "primary": true]]))
        }
        attributes = .object(members)
        try ResourceSchema.user.requireComplete(attributes)
        guard attributes.text.utf8.count <= Self.mostBytes else {
            throw .scim(.invalidValue, "All that is told of one person fits into \(Self.mostBytes) bytes.")
        }
        guard !userName.isEmpty else { throw .scim(.invalidValue, "userName is needed.") }
        address = try Self.address(of: userName, attributes)
        name = try Self.name(in: attributes, address)
    }

    private static func address(of userName: String, _ attributes: JSON) throws(Failure) -> EmailAddress {
        if let address = try? EmailAddress(validating: userName) { return address }
        let emails = attributes["emails"]?.asArray ?? []
        let chosen = emails.first { $0["primary"] == true } ?? emails.first
        do {
            return try EmailAddress(validating: chosen?["value"]?.asString ?? "")
        } catch {
            throw .scim(.invalidValue, "Neither userName nor the first of emails is an e-mail address.")
        }
    }

    /// The first that is fit for it.
    private static func name(in attributes: JSON, _ address: EmailAddress) throws(Failure) -> DisplayName {
        let parts = [attributes["name"]?["givenName"], attributes["name"]?["familyName"]].compactMap { $0?.asString }
        let candidates: [String?] = [
            attributes["displayName"]?.asString, attributes["name"]?["formatted"]?.asString,
            parts.joined(separator: " "), address.text,
        ]
        for case let candidate? in candidates {
            if let name = try? DisplayName(validating: candidate) { return name }
        }
        throw .scim(.invalidValue, "A name is needed.")
    }
}
