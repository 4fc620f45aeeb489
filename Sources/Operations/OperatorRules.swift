/// What the operator of an installation decides about people.
package struct OperatorRules: Sendable {
    /// How people reach the public listener: scheme, host and port, without a final slash.
    package var publicURL: String
    /// Whether the platform's own staff are nobody special until they show a second factor.
    package var staffNeedSecondFactor: Bool

    package init(publicURL: String = "http://127.0.0.1:8080", staffNeedSecondFactor: Bool = false) {
        self.publicURL = publicURL
        self.staffNeedSecondFactor = staffNeedSecondFactor
    }
}
