/// An endpoint as somebody asks for it.
package struct WebhookEndpointDraft: Sendable {
    package var url: String?
    package var events: [String]?
    package var description: String?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        url: String? = nil,
        events: [String]? = nil,
        description: String? = nil,
        formErrors: [InputError] = []
    ) {
        self.url = url
        self.events = events
        self.description = description
        self.formErrors = formErrors
    }

    /// - Parameter problem: what is wrong with where the URL leads, which takes asking.
    /// - Throws: `VALIDATION_FAILED` with everything that is wrong.
    package func validated(url problem: InputError?) throws(Failure) -> WebhookEndpointPlan {
        var errors = InputErrors(known: formErrors)
        if url == nil { errors.add("/url", "REQUIRED", "It is needed.") }
        if let problem { errors.add(problem) }
        let events = errors.events(events)
        let description = errors.description(description)
        try errors.throwIfAny()
        guard let url, let events, let description else { throw .invalid(errors.all) }
        return WebhookEndpointPlan(url: url, events: events, description: description)
    }
}

/// An endpoint that can be made.
package struct WebhookEndpointPlan: Sendable {
    package let url: String
    package let events: [WebhookEvent.Kind]
    package let description: Description
}

extension InputErrors {
    /// At least one event that can be chosen, none twice; in the order given.
    mutating func events(_ input: [String]?) -> [WebhookEvent.Kind]? {
        let names = input ?? []
        let before = all.count
        if names.isEmpty { add("/events", "REQUIRED", "At least one event is needed.") }
        let kinds = names.enumerated().compactMap { index, name in
            let kind = WebhookEvent.Kind.chosen.first { $0.rawValue == name }
            if kind == nil {
                let known = WebhookEvent.Kind.chosen.map(\.rawValue).joined(separator: ", ")
                add("/events/\(index)", "UNKNOWN_EVENT", "There are \(known).")
            } else if names[..<index].contains(name) {
                add("/events/\(index)", "DUPLICATE", "This event is already there.")
            }
            return kind
        }
        return all.count == before ? kinds : nil
    }
}
