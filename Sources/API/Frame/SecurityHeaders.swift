import HTTPTypes
import Wire

/// On every answer, whatever it is.
struct SecurityHeaders: Sendable {
    private var fields: HTTPFields = [
        .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        .named("Referrer-Policy"): "no-referrer",
        .named("Cross-Origin-Resource-Policy"): "same-origin",
    ]

    /// - Parameter isHTTPS: whether browsers reach us by https, through a proxy that ends TLS.
    init(isHTTPS: Bool) {
        if isHTTPS { fields[.strictTransportSecurity] = "max-age=31536000" }
    }

    /// What a handler set itself stays.
    func added(to headers: HTTPFields) -> HTTPFields {
        var all = headers
        for field in fields where !all.contains(field.name) { all.append(field) }
        return all
    }
}
