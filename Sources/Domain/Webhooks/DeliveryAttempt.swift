/// What was sent once, and what came of it.
package struct DeliveryAttempt: Equatable, Sendable {
    /// From 1.
    package let number: Int
    package let at: Instant
    package let tookMilliseconds: Int
    package let outcome: DeliveryOutcome
    /// The address that was connected to, as text; nil when there was none.
    package let address: String?
    package let requestHeaders: HeaderLines
    package let answer: Answer?

    package init(
        number: Int,
        at: Instant,
        tookMilliseconds: Int,
        outcome: DeliveryOutcome,
        address: String?,
        requestHeaders: HeaderLines,
        answer: Answer?
    ) {
        self.number = number
        self.at = at
        self.tookMilliseconds = tookMilliseconds
        self.outcome = outcome
        self.address = address
        self.requestHeaders = requestHeaders
        self.answer = answer
    }

    package struct Answer: Equatable, Sendable {
        package let status: Int
        package let headers: HeaderLines
        /// The beginning of it.
        package let body: [UInt8]

        package init(status: Int, headers: HeaderLines, body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }
}

/// Header fields as they are kept: `name: value`, one a line.
package struct HeaderLines: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String
    }

    package let fields: [Field]

    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
    }

    package init(text: String) {
        self.init(
            text.unicodeScalars.split(separator: "\n").map { line in
                let name = line.prefix { $0 != ":" }
                let value = line.dropFirst(name.count + 1).drop { $0 == " " }
                return (String(String.UnicodeScalarView(name)), String(String.UnicodeScalarView(value)))
            }
        )
    }

    package var text: String {
        fields.map { "\($0.name): \(Self.onOneLine($0.value))" }.joined(separator: "\n")
    }

    /// PostgreSQL's text has no place for U+0000 either.
    private static func onOneLine(_ value: String) -> String {
        let scalars = value.unicodeScalars.map { ["\n", "\r", "\0"].contains($0) ? "\u{fffd}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
