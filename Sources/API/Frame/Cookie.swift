internal import Domain
package import HTTPTypes
internal import Wire

/// What browsers keep for us. The prefix makes them refuse what another host, or a page without TLS, would put in its place.
enum Cookie: String, Sendable {
    case session = "__Host-latchkey_session"
    /// That its person has signed in on this device before: see `DeviceSeal`.
    case device = "__Host-latchkey_device"
    /// What goes to an identity provider and back: see `PendingSignOn`.
    case signOn = "__Host-latchkey_sign_on"

    /// Every value of that name: more than one is for the reader to refuse.
    func values(in headers: HTTPFields) -> [Sensitive<String>] {
        headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
            let pair = pair.drop { $0 == " " || $0 == "\t" }
            guard let equals = pair.firstIndex(of: "="), pair[..<equals] == rawValue else { return nil }
            return Sensitive(String(pair[pair.index(after: equals)...]))
        }
    }

    /// The value, when there is exactly one.
    func value(in headers: HTTPFields) -> Sensitive<String>? {
        let values = values(in: headers)
        return values.count == 1 ? values[0] : nil
    }

    /// A sign-in under way comes back by a link of another site.
    private var sameSite: String { self == .signOn ? "Lax" : "Strict" }

    func kept(_ value: Sensitive<String>, for lifetime: Duration) -> HTTPField {
        let attributes = "Path=/; Secure; HttpOnly; SameSite=\(sameSite); Max-Age=\(lifetime.components.seconds)"
        return HTTPField(name: .setCookie, value: "\(rawValue)=\(value.expose()); \(attributes)")
    }

    var removed: HTTPField { kept(Sensitive(""), for: .zero) }
}

extension HTTPFields {
    /// Whether a session's cookie came along, good or not, or there may be one all the same: where another site leads to a
    /// page of ours, browsers leave the cookie out (`SameSite=Strict`).
    package var mayHaveSession: Bool {
        let isLedHere = ["cross-site", "same-site"].contains(self[.named("Sec-Fetch-Site")])
        return isLedHere || !Cookie.session.values(in: self).isEmpty
    }
}
