/// What somebody wants to change about an endpoint; nil is left as it is.
package struct WebhookEndpointEdit: Sendable {
    package var url: String?
    package var events: [String]?
    package var description: String?
    package var isEnabled: Bool?
    /// The version that the change is of.
    package var expectedVersion: VersionCondition?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        url: String? = nil,
        events: [String]? = nil,
        description: String? = nil,
        isEnabled: Bool? = nil,
        expectedVersion: VersionCondition? = nil,
        formErrors: [InputError] = []
    ) {
        self.url = url
        self.events = events
        self.description = description
        self.isEnabled = isEnabled
        self.expectedVersion = expectedVersion
        self.formErrors = formErrors
    }

    /// The endpoint as it would be; itself when nothing changes.
    ///
    /// - Parameter problem: what is wrong with where the new URL leads, which takes asking.
    /// - Throws: `VALIDATION_FAILED` with everything that is wrong.
    package func applied(
        to endpoint: WebhookEndpoint,
        url problem: InputError?,
        at now: Instant
    ) throws(Failure) -> WebhookEndpoint {
        var errors = InputErrors(known: formErrors)
        if let problem { errors.add(problem) }
        let events = errors.events(events ?? endpoint.events.map(\.rawValue))
        let description = errors.description(description ?? endpoint.description)
        try errors.throwIfAny()
        guard let events, let description else { throw .invalid(errors.all) }
        var edited = endpoint
        edited.url = url ?? endpoint.url
        if edited.url != endpoint.url { edited.forgetFailures() }
        edited.events = events
        edited.description = description.text
        if isEnabled == true, endpoint.disabled != nil {
            edited.disabled = nil
            edited.forgetFailures()
        }
        if isEnabled == false, endpoint.disabled == nil {
            edited.disabled = WebhookEndpoint.Disabled(at: now, because: .admin)
        }
        return edited == endpoint ? endpoint : edited.changed(at: now)
    }
}
