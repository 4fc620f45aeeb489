/// What the operator of an installation decides.
package struct OperatorRules: Sendable {
    /// How people reach the public listener: scheme, host and port, without a final slash.
    package var publicURL: String
    /// Whether the platform's own staff are nobody special until they show a second factor.
    package var staffNeedSecondFactor: Bool

    /// Where the public keys are by which GitHub signs its reports of leaked keys.
    package var leakKeysURL: String

    package static let gitHubKeys = "https://api.github.com/meta/public_keys/secret_scanning"

    package init(
        publicURL: String = "http://127.0.0.1:8080",
        staffNeedSecondFactor: Bool = false,
        leakKeysURL: String = Self.gitHubKeys
    ) {
        self.publicURL = publicURL
        self.staffNeedSecondFactor = staffNeedSecondFactor
        self.leakKeysURL = leakKeysURL
    }
}
