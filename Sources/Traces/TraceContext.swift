/// Which trace a request belongs to, and below which of its spans: W3C Trace Context.
package struct TraceContext: Hashable, Sendable {
    package let trace: TraceID
    package let span: SpanID
    /// Whether whoever began the trace wants it to be seen.
    package let isSampled: Bool
    /// What other programs keep in `tracestate`; passed on as it is.
    package var state: String?

    package init(trace: TraceID, span: SpanID, isSampled: Bool, state: String? = nil) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
        self.state = state
    }

    /// As it stands in `traceparent`, read strictly; nil for everything else. Allocates nothing.
    package init?(traceparent text: String) {
        // 00-<32>-<16>-<2>; later versions may go on after another dash.
        var text = text
        let read: TraceContext? = text.withUTF8 { bytes in
            guard bytes.count >= 55, let version = HexField(bytes[0..<2]), version.value != 0xff,
                version.value == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == UInt8(ascii: "-"),
                [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
                let high = HexField(bytes[3..<19]), let low = HexField(bytes[19..<35]),
                let span = HexField(bytes[36..<52]), let flags = HexField(bytes[53..<55]),
                high.value != 0 || low.value != 0, span.value != 0
            else { return nil }
            return TraceContext(
                trace: TraceID(high: high.value, low: low.value),
                span: SpanID(bits: span.value),
                isSampled: flags.value & 1 == 1
            )
        }
        guard let read else { return nil }
        self = read
    }

    package var traceparent: String { "00-\(trace)-\(span)-\(isSampled ? "01" : "00")" }
}

package struct TraceID: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package var description: String { padded(high) + padded(low) }
}

package struct SpanID: Hashable, Sendable, CustomStringConvertible {
    package let bits: UInt64

    package init(bits: UInt64) {
        self.bits = bits
    }

    package var description: String { padded(bits) }
}

private func padded(_ bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Lower case alone, as the standard has it.
private struct HexField {
    let value: UInt64

    init?(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        var value: UInt64 = 0
        for byte in bytes {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            value = value << 4 | UInt64(digit)
        }
        self.value = value
    }
}
