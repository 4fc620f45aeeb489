/// How metrics are written for whoever asks: Prometheus' text format 0.0.4, or OpenMetrics 1.0.
package enum Exposition {
    package enum Format: Sendable {
        case text, openMetrics
    }

    static func write(_ families: [Metrics.Family], as format: Format) -> [UInt8] {
        var text = ""
        for family in families {
            write(family, as: format, to: &text)
        }
        if format == .openMetrics { text += "# EOF\n" }
        return Array(text.utf8)
    }

    private static func write(_ family: Metrics.Family, as format: Format, to text: inout String) {
        // In OpenMetrics a family of counters is called without the ending that each of them has.
        let ending = "_total"
        let isShort = format == .openMetrics && family.kind == .counter && family.name.hasSuffix(ending)
        let name = isShort ? String(family.name.dropLast(ending.count)) : family.name
        var samples = ""
        for member in family.members {
            write(member, of: family.name, to: &samples)
        }
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(escaped(family.help, quotes: format == .openMetrics))\n"
        text += "# TYPE \(name) \(family.kind.rawValue)\n"
        text += samples
    }

    private static func write(_ member: Metrics.Member, of name: String, to text: inout String) {
        switch member.value {
        case .number(let read):
            guard let number = read() else { return }
            text += "\(name)\(list(member.labels)) \(written(number))\n"
        case .histogram(let histogram):
            let reading = histogram.read()
            for (bound, count) in reading.buckets {
                let label = Label("le", bound.map(written) ?? "+Inf")
                text += "\(name)_bucket\(list(member.labels + [label])) \(count)\n"
            }
            text += "\(name)_sum\(list(member.labels)) \(written(reading.seconds))\n"
            text += "\(name)_count\(list(member.labels)) \(reading.buckets.last?.count ?? 0)\n"
        }
    }

    private static func list(_ labels: [Label]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func written(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        return "\(number)"
    }
}

extension Exposition.Format {
    /// What a scraper's `Accept` asks for; the text format unless OpenMetrics is at least as welcome.
    package init(accepting header: String?) {
        var openMetrics = 0.0
        var text = 0.0
        for range in (header ?? "").lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "application/openmetrics-text": openMetrics = max(openMetrics, quality)
            case "text/plain", "text/*", "*/*": text = max(text, quality)
            default: break
            }
        }
        self = openMetrics > 0 && openMetrics >= text ? .openMetrics : .text
    }

    package var contentType: StaticString {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}
