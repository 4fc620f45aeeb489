/// What `If-Match` asks for: one of these versions of a resource, or any.
package enum VersionCondition: Equatable, Sendable {
    case any
    case oneOf([Int])

    /// RFC 9110, 13.1.1: `*`, or a list of strong entity tags. A tag that is none of ours matches no version.
    package init(ifMatch header: String) {
        let tags = header.split(separator: ",").map { String($0).trimmingSpaces }
        guard tags != ["*"] else {
            self = .any
            return
        }
        self = .oneOf(
            tags.compactMap { tag in
                guard tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count > 2 else { return nil }
                return Int(tag.dropFirst().dropLast())
            }
        )
    }

    /// For a change that needs a condition: `PRECONDITION_REQUIRED` when none was sent.
    package static func needed(_ condition: VersionCondition?) throws(Failure) -> VersionCondition {
        guard let condition else {
            throw Failure(.preconditionRequired, "Send If-Match with the ETag of what you have read.")
        }
        return condition
    }

    /// `PRECONDITION_FAILED` when the resource has moved on.
    package func require(_ version: Int) throws(Failure) {
        switch self {
        case .any: return
        case .oneOf(let versions) where versions.contains(version): return
        case .oneOf: throw Failure(.preconditionFailed, "It was changed in the meantime. Read it again.")
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
