package import HTTPTypes

extension HTTPFields {
    /// Whether whoever asks would rather have a page than JSON, as browsers do that go somewhere. Programs name no page, or as
    /// much as JSON.
    package var prefersPage: Bool {
        let page = weight(of: "text/html", in: .accept)
        return ["application/json", "application/problem+json"].allSatisfy { page > weight(of: $0, in: .accept) }
    }

    package var acceptsGzip: Bool { weight(of: "gzip", in: .acceptEncoding) > 0 }

    /// What `Accept` or `Accept-Encoding` gives this very media type or coding (RFC 9110, 12.4.2): what is not named counts as
    /// unwanted.
    private func weight(of wanted: String, in field: HTTPField.Name) -> Double {
        for range in self[values: field].flatMap({ $0.split(separator: ",") }) {
            let parts = range.split(separator: ";").map { $0.filter { !" \t".contains($0) }.lowercased() }
            guard parts.first == wanted else { continue }
            return parts.first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        }
        return 0
    }
}
