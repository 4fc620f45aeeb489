package import Domain

/// What was wrong with a request, in SCIM's words (RFC 7644, 3.12).
package enum ErrorType: String, Sendable {
    case invalidFilter, invalidSyntax, invalidPath, invalidValue, noTarget, mutability, uniqueness
}

extension Failure {
    package static func scim(_ type: ErrorType, _ detail: String) -> Failure {
        let code: Code = type == .uniqueness ? .conflict : .validationFailed
        return Failure(code, detail, members: [JSON.Member("scimType", .string(type.rawValue))])
    }
}
