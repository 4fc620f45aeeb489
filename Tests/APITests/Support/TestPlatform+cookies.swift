import Domain
import NIOHTTP1
import TestSupport
import Testing

/// A browser on a page of this server: it says so, and keeps cookies.
struct Browser: Sendable {
    var cookies: [String: String] = [:]
    /// What it says of the page that sends a request.
    var page: HTTPHeaders = ["Sec-Fetch-Site": "same-origin"]

    static let session = "__Host-latchkey_session"
    static let device = "__Host-latchkey_device"

    var headers: HTTPHeaders {
        var headers = page
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            headers.add(name: "Cookie", value: pairs.joined(separator: "; "))
        }
        return headers
    }

    mutating func keep(_ reply: HTTPReply) {
        for field in reply.headers["Set-Cookie"] {
            let pair = field.split(separator: ";")[0].split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            cookies[String(pair[0])] = field.contains("Max-Age=0") ? nil : String(pair[1])
        }
    }

    func said(_ headers: HTTPHeaders) -> Browser {
        Browser(cookies: cookies, page: headers)
    }

    func with(_ name: String, _ value: String?) -> Browser {
        var browser = self
        browser.cookies[name] = value
        return browser
    }
}

extension TestPlatform {
    func send(_ method: HTTPMethod, _ path: String, _ json: JSON? = nil, in browser: Browser) async throws -> HTTPReply
    {
        try await send(method, path, json, headers: browser.headers)
    }

    func signIn(_ person: Person, password: String? = nil, in browser: Browser) async throws -> HTTPReply {
        try await send(
            .POST,
            "/v1/sessions",
            [
                "email": .string(person.email), "password": .string(password ?? person.password),
                "transport": "COOKIE",
            ],
            in: browser
        )
    }

    /// A browser with somebody's session in it.
    func browser(of person: Person) async throws -> Browser {
        var browser = Browser()
        let reply = try await signIn(person, in: browser)
        try #require(reply.status == 201, "\(reply.text)")
        browser.keep(reply)
        return browser
    }
}
