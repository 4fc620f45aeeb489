import Foundation
import Traces

/// What OpenTelemetry's own variables say of traces.
struct TracingSettings: Sendable {
    /// To which `/v1/traces` is added.
    let collector: String
    let serviceName: String
    let sampler: Sampler

    /// Nil without a collector. What is wrong is told all the same.
    init?(_ reader: inout SettingsReader) {
        let collector: String? = reader.read(.collector, default: nil, parse: Self.collector)
        let ratio = reader.read(.samplerArgument, default: 1, parse: Self.ratio)
        serviceName = reader.read(.serviceName, default: "latchkey", parse: Self.serviceName)
        sampler = reader.read(.sampler, default: Sampler(ratio: 1, followsParent: true)) { text throws(Advice) in
            try Self.sampler(text, ratio)
        }
        guard let collector else { return nil }
        self.collector = collector
    }

    private static func collector(_ text: String) throws(Advice) -> String? {
        // A password would be sent wherever the settings are shown.
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()),
            let host = parts.encodedHost, !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil
        else { throw Advice("is no URL of a collector; write http://127.0.0.1:4318.") }
        return text
    }

    private static func serviceName(_ text: String) throws(Advice) -> String {
        guard text.count <= 100, text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Advice("is no name; write up to 100 printable characters.")
        }
        return text
    }

    private static func ratio(_ text: String) throws(Advice) -> Double {
        guard let ratio = Double(text), 0...1 ~= ratio else {
            throw Advice("\(quoted(text)) is not a number from 0 to 1.")
        }
        return ratio
    }

    private static func sampler(_ text: String, _ ratio: Double) throws(Advice) -> Sampler {
        switch text {
        case "always_on": Sampler(ratio: 1, followsParent: false)
        case "always_off": Sampler(ratio: 0, followsParent: false)
        case "traceidratio": Sampler(ratio: ratio, followsParent: false)
        case "parentbased_always_on": Sampler(ratio: 1, followsParent: true)
        case "parentbased_always_off": Sampler(ratio: 0, followsParent: true)
        case "parentbased_traceidratio": Sampler(ratio: ratio, followsParent: true)
        default: throw Advice("\(quoted(text)) is no sampler; write such as parentbased_traceidratio.")
        }
    }
}
