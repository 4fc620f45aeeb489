import Domain
import HTTPTypes
import SCIM
import Wire

extension Problem {
    /// A refusal in SCIM's form (RFC 7644, 3.12).
    init(scim failure: Failure) {
        let status = failure.scimStatus
        // What may not be known to exist must look like what does not exist, byte for byte.
        let detail = failure.code == .notFound ? "There is nothing here that you can see." : failure.detail
        let errors = failure.errors.map { "\($0.pointer): \($0.detail)" }
        var document: [JSON.Member] = [
            JSON.Member("schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"]),
            JSON.Member("status", .string(String(status.code))),
            JSON.Member("detail", .string(([detail] + errors).joined(separator: " "))),
        ]
        if let type = failure.scimType { document.append(JSON.Member("scimType", type)) }
        self.init(failure, status, as: "application/scim+json", .object(document))
    }
}

extension Failure {
    /// SCIM has no 422.
    fileprivate var scimStatus: HTTPResponse.Status {
        code == .validationFailed ? .badRequest : code.status
    }

    fileprivate var scimType: JSON? {
        if let member = members.first(where: { $0.name == "scimType" }) { return member.value }
        return switch code {
        case .invalidJSON: .string(ErrorType.invalidSyntax.rawValue)
        case .validationFailed: .string(ErrorType.invalidValue.rawValue)
        default: nil
        }
    }
}
