import Foundation
import Logging
import Traces

/// One line an event, on standard error, in the form `time=… level=info logger=… message="…" key=value`.
struct LogfmtHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let label: String
    private let output: FileHandle

    init(label: String, logLevel: Logger.Level, output: FileHandle = .standardError) {
        self.label = label
        self.logLevel = logLevel
        self.output = output
    }

    static func bootstrap(_ level: Logger.Level) {
        LoggingSystem.bootstrap(
            { label, provider in
                var handler = LogfmtHandler(label: label, logLevel: level)
                handler.metadataProvider = provider
                return handler
            },
            metadataProvider: .trace
        )
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var pairs = [
            (
                "time",
                Date.now.formatted(
                    .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted)
                )
            ),
            ("level", event.level.rawValue),
            ("logger", label),
            ("message", event.message.description),
        ]
        if let error = event.error { pairs.append(("error", "\(error)")) }
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        pairs += all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let line = pairs.map { "\(Self.key($0.0))=\(Self.value($0.1))" }.joined(separator: " ")
        // One write, so that lines of several tasks do not mix; a log that cannot be written must not stop the work.
        try? output.write(contentsOf: Data("\(line)\n".utf8))
    }

    private static func key(_ key: String) -> String {
        String(key.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) ? $0 : "_" })
    }

    /// As it is where that is unmistakable, else in quotes, with what could end the line or hide in it escaped.
    private static func value(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { 0x21...0x7e ~= $0 && !"\"\\=".utf8.contains($0) }
        guard value.isEmpty || !isPlain else { return value }
        let escaped = value.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            default: isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}
