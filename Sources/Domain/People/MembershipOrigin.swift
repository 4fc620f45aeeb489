/// How a membership came to be.
package enum MembershipOrigin: String, CaseIterable, Sendable {
    /// A person gave it; no directory takes it away.
    case direct = "DIRECT"
    case singleSignOn = "SINGLE_SIGN_ON"
    case scim = "SCIM"
}
