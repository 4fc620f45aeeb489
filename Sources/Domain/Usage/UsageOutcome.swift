/// What is counted of a key: what it was answered, and what a gateway said happened after that.
package enum UsageOutcome: Hashable, Sendable {
    /// A request of the key.
    case checked(Verdict)
    case reportedSucceeded
    case reportedFailed

    /// As it is stored.
    package var name: String {
        switch self {
        case .checked(let verdict): verdict.rawValue
        case .reportedSucceeded: "REPORTED_SUCCEEDED"
        case .reportedFailed: "REPORTED_FAILED"
        }
    }

    package init?(name: String) {
        switch name {
        case "REPORTED_SUCCEEDED": self = .reportedSucceeded
        case "REPORTED_FAILED": self = .reportedFailed
        default:
            guard let verdict = Verdict(rawValue: name) else { return nil }
            self = .checked(verdict)
        }
    }
}

extension ID<APIKey> {
    /// Stands, where usage is counted, for all keys of a tenant together.
    package static var wholeTenant: Self { Self(bits: 0) }
}
