// Entities that the rules of this target know only by their ids.

/// One HTTP request.
package enum Request: Identified {
    package static let idPrefix = "req"
}

/// A signed-in browser or client.
package enum Session: Identified {
    package static let idPrefix = "ses"
}

/// One run of a process that counts usage.
package enum UsageProcess: Identified {
    package static let idPrefix = "prc"
}
