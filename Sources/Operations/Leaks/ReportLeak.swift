package import Domain
internal import Store

/// Takes a report of a leaked key from whoever holds its secret, which is all the proof that there can be.
package struct ReportLeak: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let key: Sensitive<String>
        package let place: LeakPlace?
        package let comment: Description?

        package init(key: Sensitive<String>, place: LeakPlace?, comment: Description?) {
            self.key = key
            self.place = place
            self.comment = comment
        }
    }

    /// Returns when no verifier accepts the key any more, if there is such a key; which is not told.
    ///
    /// - Throws: `VALIDATION_FAILED` for what is no key at all, `RECEIPT_UNKNOWN`.
    package func callAsFunction(_ input: Input, by visitor: Visitor) async throws {
        try await platform.presenting(by: visitor) {
            guard KeyString.parse(input.key.expose()) != nil else {
                let detail = "It is no key of this kind, or a character of it is missing or wrong."
                throw Failure.invalid([InputError("/key", "NOT_A_KEY", detail)])
            }
            guard let presented = try await platform.presented(input.key) else { return }
            let leak = LeakReport(by: .anyone, at: input.place, comment: input.comment)
            try await platform.tighteningEach([presented]) { presented, announcements in
                try await platform.record(leak, of: presented, by: visitor, announcing: announcements)
            }
        }
    }
}
