package import HTTPTypes

extension HTTPFields {
    /// Whether whoever asks would rather have a page than JSON, as browsers do that go somewhere. Programs name no page, or as
    /// much as JSON.
    package var prefersPage: Bool {
        let page = weight(of: "text/html")
        return ["application/json", "application/problem+json"].allSatisfy { page > weight(of: $0) }
    }

    /// What `Accept` gives this very media type (RFC 9110, 12.5.1): what it does not name counts as unwanted.
    private func weight(of mediaType: String) -> Double {
        for range in self[values: .accept].flatMap({ $0.split(separator: ",") }) {
            let parts = range.split(separator: ";").map { $0.filter { !" \t".contains($0) }.lowercased() }
            guard parts.first == mediaType else { continue }
            return parts.first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        }
        return 0
    }
}
