internal import Domain
internal import HTTPTypes
internal import Operations

/// What a browser carries through its identity provider. `Lax`, since it comes back by a link of another site.
enum SignOnCookie {
    private static let name = "__Host-latchkey_sign_on"
    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax"

    static func set(_ pending: Sensitive<String>) -> String {
        "\(name)=\(pending.expose()); Max-Age=\(BeginSignOn.lifetime.components.seconds); \(attributes)"
    }

    static let cleared = "\(name)=; Max-Age=0; \(attributes)"

    /// Nil unless there is exactly one.
    static func value(in headers: HTTPFields) -> Sensitive<String>? {
        let pairs = headers[values: .cookie].flatMap { $0.split(separator: ";") }
        let values = pairs.compactMap { pair -> String? in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
        }
        return values.count == 1 ? values.first.map { Sensitive($0) } : nil
    }
}
