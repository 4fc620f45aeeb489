/// Why single sign-on did not let somebody in, as they are told.
package enum SignOnRefusal: String, CaseIterable, Sendable {
    /// The browser did not begin this sign-in, or too long ago, or has ended it already.
    case notBegun = "NOT_BEGUN"
    /// The provider answered with an error.
    case providerRefused = "PROVIDER_REFUSED"
    case providerUnreachable = "PROVIDER_UNREACHABLE"
    /// What the provider said cannot be believed.
    case invalidToken = "INVALID_TOKEN"
    /// There is no e-mail address, or nobody vouches for it.
    case emailNotVerified = "EMAIL_NOT_VERIFIED"
    case disabled = "DISABLED"
    /// No role mapping applies.
    case noRole = "NO_ROLE"

    private var detail: String {
        switch self {
        case .notBegun: "This sign-in was not begun in this browser, or too long ago. Begin it again."
        case .providerRefused: "The identity provider did not let you in."
        case .providerUnreachable: "The identity provider cannot be reached just now. Try again."
        case .invalidToken: "What the identity provider said cannot be believed. Its connection may be set up wrongly."
        case .emailNotVerified: "The identity provider does not vouch for an e-mail address of yours."
        case .disabled: "This person may not sign in."
        case .noRole: "No group of yours has a role here. Ask an admin of this tenant."
        }
    }

    /// The reason that a failure gives; nil for what is none of these.
    package init?(_ failure: Failure) {
        let reason = failure.members.first { $0.name == "reason" }?.value
        guard case .string(let reason)? = reason else { return nil }
        self.init(rawValue: reason)
    }

    package func failure(cause: (any Error)? = nil) -> Failure {
        Failure(.signOnRefused, detail, members: [JSON.Member("reason", .string(rawValue))], cause: cause)
    }
}
