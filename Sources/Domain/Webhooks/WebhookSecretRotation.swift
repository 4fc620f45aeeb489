/// The change of an endpoint's secret, as somebody asks for it.
package struct WebhookSecretRotation: Sendable {
    /// For how long both secrets sign; a day unless sent.
    package var graceSeconds: Int?
    /// The version that the caller has seen, if it matters to them.
    package var expectedVersion: VersionCondition?

    package static let graceRange = 0...7 * 86_400
    package static let defaultGrace = 86_400

    package init(graceSeconds: Int? = nil, expectedVersion: VersionCondition? = nil) {
        self.graceSeconds = graceSeconds
        self.expectedVersion = expectedVersion
    }

    package var grace: Duration { .seconds(graceSeconds ?? Self.defaultGrace) }
}
