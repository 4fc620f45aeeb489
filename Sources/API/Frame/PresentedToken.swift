internal import Domain
internal import HTTPTypes

/// How a client keeps the token of its session.
package enum Transport: String, CaseIterable, Sendable {
    /// By itself, and sends it in `Authorization`.
    case bearer = "BEARER"
    /// In a browser's cookie, which is sent with every request, whoever's page made it.
    case cookie = "COOKIE"
}

/// The token of a session, as a request carries it.
struct PresentedToken: Sendable {
    let token: Sensitive<String>
    let transport: Transport

    /// - Throws: `UNAUTHENTICATED` when there is none, or when it could be read in two ways.
    init(in headers: HTTPFields) throws(Failure) {
        let cookies = Cookie.session.values(in: headers)
        guard cookies.count <= 1 else {
            throw Failure(.unauthenticated, "The session's cookie was sent more than once.")
        }
        guard headers.contains(.authorization) || cookies.isEmpty else {
            token = cookies[0]
            transport = .cookie
            return
        }
        token = try Bearer.token(in: headers)
        transport = .bearer
        if let cookie = cookies.first, cookie.expose() != token.expose() {
            throw Failure(.unauthenticated, "The Authorization header and the cookie name different sessions.")
        }
    }
}
