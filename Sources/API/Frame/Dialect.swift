import Domain
import Wire

/// How bodies and refusals are written where some routes are: in our way, or as a protocol of others has it.
package enum Dialect: Sendable {
    /// JSON, and problem documents.
    case plain
    /// RFC 7644.
    case scim

    /// Of bodies. Answers are of the first.
    var mediaTypes: [String] {
        switch self {
        case .plain: ["application/json"]
        case .scim: ["application/scim+json", "application/json"]
        }
    }

    func refusal(_ failure: Failure, requestID: RequestID) -> Problem {
        switch self {
        case .plain: Problem(failure, requestID: requestID)
        case .scim: Problem(scim: failure)
        }
    }
}
