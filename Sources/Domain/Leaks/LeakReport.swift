internal import Crypto

/// That a key's secret was found where it should not be. No part of it holds a secret.
package struct LeakReport: Sendable {
    package enum Reporter: String, Sendable {
        /// By its secret scanning, over its signature.
        case gitHub = "GITHUB"
        /// Whoever holds the secret.
        case anyone = "ANYONE"
    }

    package let reporter: Reporter
    package let place: LeakPlace?
    /// What the reporter calls the kind of place, such as `commit`.
    package let source: String?
    package let comment: String?

    /// How many places of one secret are recorded.
    package static let mostPlaces = 10

    package init(by reporter: Reporter, at place: LeakPlace?, source: String? = nil, comment: Description? = nil) {
        self.reporter = reporter
        self.place = place
        self.source = source.map { String($0.unicodeScalars.filter(Self.isPlain).prefix(50).map(Character.init)) }
        self.comment = comment.map { KeyScanner.redacted($0.text) }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
    }

    /// By which the same place is known again: SHA-256 in hex.
    package var mark: String {
        Hex.encode(Array(SHA256.hash(data: Array((place?.description ?? "").utf8))))
    }

    /// - Parameter time: when it was reported.
    package func json(at time: Instant) -> JSON {
        [
            "reported_by": .string(reporter.rawValue), "url": place.map { .string($0.description) } ?? nil,
            "source": source.map(JSON.string) ?? nil, "comment": comment.map(JSON.string) ?? nil,
            "reported_at": .string(time.description),
        ]
    }
}
