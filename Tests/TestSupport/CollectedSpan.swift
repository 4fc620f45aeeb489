import Domain

/// A span as a collector got it.
package struct CollectedSpan: Sendable {
    package let name: String
    package let trace: String
    package let span: String
    package let parent: String?
}

extension StubServer {
    /// Of all that was sent to it as OTLP in JSON, in that order.
    package func spans() throws -> [CollectedSpan] {
        try requests.flatMap { request -> [CollectedSpan] in
            let document = try JSON(parsing: Array(request.body.utf8))
            guard case .array(let resources)? = document["resourceSpans"],
                case .array(let scopes)? = resources.first?["scopeSpans"],
                case .array(let spans)? = scopes.first?["spans"]
            else { return [] }
            return spans.map(CollectedSpan.init)
        }
    }
}

extension CollectedSpan {
    fileprivate init(_ json: JSON) {
        func text(_ member: String) -> String? {
            if case .string(let text)? = json[member] { text } else { nil }
        }
        self.init(
            name: text("name") ?? "",
            trace: text("traceId") ?? "",
            span: text("spanId") ?? "",
            parent: text("parentSpanId")
        )
    }
}
