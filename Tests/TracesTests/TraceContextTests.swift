import Testing

@testable import Traces

@Suite("W3C Trace Context")
struct TraceContextTests {
    private static let valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("what is well-formed is read, and written as it was")
    func reads() throws {
        let context = try #require(TraceContext(traceparent: Self.valid))
        #expect(context.trace.description == "0af7651916cd43dd8448eb211c80319c")
        #expect(context.span.description == "b7ad6b7169203331")
        #expect(context.isSampled)
        #expect(context.traceparent == Self.valid)
    }

    @Test("a later version is read as far as it is known, and flags that are not known are left out")
    func laterVersions() throws {
        let context = try #require(TraceContext(traceparent: "cc\(Self.valid.dropFirst(2))-what-comes"))
        #expect(context.traceparent == Self.valid)
        let flags = try #require(TraceContext(traceparent: Self.valid.dropLast(2) + "fe"))
        #expect(!flags.isSampled && flags.traceparent.hasSuffix("-00"))
    }

    @Test(
        "anything else is no context",
        arguments: [
            "", "00", valid + "-", valid + "0", String(valid.dropLast()), valid.uppercased(), "ff" + valid.dropFirst(2),
            "cc" + valid.dropFirst(2) + "x", "0g" + valid.dropFirst(2), valid.replacing("-", with: "_"), " " + valid,
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
            "00-0af7651916cd43dd8448eb211c8031\u{e9}-b7ad6b7169203331-01",
        ]
    )
    func refuses(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test("of two headers neither counts")
    func two() {
        #expect(TraceContext(traceparent: [Self.valid, Self.valid], tracestate: []) == nil)
        #expect(TraceContext(traceparent: [], tracestate: ["a=b"]) == nil)
        #expect(TraceContext(traceparent: [Self.valid], tracestate: ["a=b", "c@d=e"])?.state == "a=b,c@d=e")
        #expect(TraceContext(traceparent: [Self.valid], tracestate: ["A=b"])?.state == nil)
    }

    @Test(
        "what is no tracestate is dropped",
        arguments: [
            "", ",", "a", "a=", "=b", "a=b,a=c", "A=b", "1a=b", "a=b=c", "a=b\u{7f}", "a=\u{e9}", "a@b@c=d", "a@1b=c",
            "a=" + String(repeating: "x", count: 257), (1...33).map { "k\($0)=v" }.joined(separator: ","),
            (1...9).map { "k\($0)=\(String(repeating: "x", count: 60))" }.joined(separator: ","),
        ]
    )
    func state(_ text: String) {
        #expect(TraceState.read([text]) == nil)
    }
}
