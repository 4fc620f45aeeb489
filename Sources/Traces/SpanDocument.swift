package import Domain
internal import Tracing

/// Spans as OTLP's JSON has them (opentelemetry-proto 1.x, `ExportTraceServiceRequest`): ids in hexadecimal, numbers of 64
/// bits as strings.
package enum SpanDocument {
    package static func make(of spans: [FinishedSpan], service: String, version: String) -> JSON {
        [
            "resourceSpans": [
                [
                    "resource": [
                        "attributes": [
                            attribute("service.name", .string(service)),
                            attribute("service.version", .string(version)),
                        ]
                    ],
                    "scopeSpans": [
                        [
                            "scope": ["name": "latchkey", "version": .string(version)],
                            "spans": .array(spans.map(span)),
                        ]
                    ],
                ]
            ]
        ]
    }

    private static func span(_ span: FinishedSpan) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("traceId", .string(span.context.trace.description)),
            JSON.Member("spanId", .string(span.context.span.description)),
            JSON.Member("flags", .integer(span.context.isSampled ? 1 : 0)),
            JSON.Member("name", .string(span.name)),
            JSON.Member("kind", .integer(number(of: span.kind))),
            JSON.Member("startTimeUnixNano", .string("\(span.begin)")),
            JSON.Member("endTimeUnixNano", .string("\(span.end)")),
        ]
        if let parent = span.parent { members.append(JSON.Member("parentSpanId", .string(parent.description))) }
        if let state = span.context.state { members.append(JSON.Member("traceState", .string(state))) }
        var attributes: [(String, SpanAttribute)] = []
        span.attributes.forEach { attributes.append(($0, $1)) }
        if !attributes.isEmpty {
            let sorted = attributes.sorted { $0.0 < $1.0 }
            members.append(JSON.Member("attributes", .array(sorted.map { attribute($0.0, $0.1) })))
        }
        switch span.status?.code {
        case .ok: members.append(JSON.Member("status", ["code": 1]))
        case .error: members.append(JSON.Member("status", ["code": 2]))
        case nil: break
        }
        return .object(members)
    }

    private static func attribute(_ name: String, _ value: SpanAttribute) -> JSON {
        ["key": .string(name), "value": any(value)]
    }

    private static func any(_ value: SpanAttribute) -> JSON {
        switch value {
        case .int32(let number): ["intValue": .string("\(number)")]
        case .int64(let number): ["intValue": .string("\(number)")]
        case .double(let number): ["doubleValue": .number(number)]
        case .bool(let flag): ["boolValue": .bool(flag)]
        case .string(let text): ["stringValue": .string(text)]
        default: ["stringValue": .string("\(value)")]
        }
    }

    private static func number(of kind: SpanKind) -> Int64 {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
