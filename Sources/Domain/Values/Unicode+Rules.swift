internal import Foundation

extension Unicode.Scalar {
    /// Cc: neither visible nor harmless in a log.
    var isControl: Bool {
        properties.generalCategory == .control
    }

    /// Reorders what stands around it, so that text reads differently from what it says (Unicode TR 36; the
    /// property Bidi_Control), or breaks a line where none is expected.
    var isReordering: Bool {
        switch value {
        case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    /// White space, or nothing at all.
    var isBlank: Bool {
        properties.isWhitespace || properties.isDefaultIgnorableCodePoint
    }
}

extension String {
    /// Unicode Normalization Form C: one spelling for what looks the same.
    var normalized: String {
        precomposedStringWithCanonicalMapping
    }
}
