import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

@Suite("What another site makes a browser send")
struct CrossSiteTests {
    /// What browsers say of pages that are not ours, and what nobody says who is one of ours.
    private static let elsewhere: [HTTPHeaders] = [
        ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "none"],
        ["Sec-Fetch-Site": ""], ["Sec-Fetch-Site": "SAME-ORIGIN"],
        ["Sec-Fetch-Site": "cross-site", "Origin": TestPlatform.origin],
        HTTPHeaders([("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")]),
        ["Origin": "null"], ["Origin": "https://evil.example"], ["Origin": "http://127.0.0.1"],
        ["Origin": "https://127.0.0.1:8080"], ["Origin": TestPlatform.origin + "0"], ["Origin": ""],
        HTTPHeaders([("Origin", TestPlatform.origin), ("Origin", "https://evil.example")]),
    ]

    private static let silence: HTTPHeaders = [:]
    private static let here: [HTTPHeaders] = [["Sec-Fetch-Site": "same-origin"], ["Origin": TestPlatform.origin]]

    @Test("changes nothing through a cookie, on any route; nor does what does not say where it is from")
    func everyUnsafeRoute() async throws {
        try await withPlatform { platform in
            let browser = try await platform.browser(of: platform.staff)
            let token = try await platform.signIn(platform.staff)
            let routes = Routes(platform.operations).all.filter { ![.get, .head].contains($0.method) }
            #expect(routes.count > 20)
            for route in routes where route.takesSessions {
                for headers in Self.elsewhere + [Self.silence] {
                    let reply = try await platform.send(route, in: browser.said(headers))
                    expectProblem(reply, 403, "CROSS_SITE", nil, "\(route.template) \(headers)")
                }
                // A token is nothing that a browser adds by itself. What it asks for does not exist, or is not said.
                let program = try await platform.send(route, in: Browser(page: ["Origin": "https://evil.example"]))
                expectProblem(program, 401, "UNAUTHENTICATED", nil, "\(route.template)")
                guard !route.template.hasPrefix("/v1/sessions") else { continue }
                var headers = Self.elsewhere[0]
                headers.add(name: "Authorization", value: "Bearer \(token)")
                let bearer = try await platform.send(route, in: Browser(page: headers))
                #expect(bearer.code != "CROSS_SITE" && bearer.status != 401, "\(route.template) \(bearer.text)")
            }
            let me = try await platform.send(.GET, "/v1/me", in: browser)
            expectStatus(me, 200)
        }
    }

    @Test("from a page of this server is done, on every route")
    func ownPages() async throws {
        try await withPlatform { platform in
            let browser = try await platform.browser(of: platform.staff)
            for route in Routes(platform.operations).all
            where ![.get, .head].contains(route.method) && route.takesSessions
                && route.template != "/v1/sessions/current"
            {
                for headers in Self.here {
                    let reply = try await platform.send(route, in: browser.said(headers))
                    #expect(reply.code != "CROSS_SITE" && reply.status != 401, "\(route.template) \(reply.text)")
                }
            }
        }
    }

    @Test("signs nobody in, with a cookie or a token; programs sign in with a token, and say nothing")
    func signingIn() async throws {
        try await withPlatform { platform in
            for headers in Self.elsewhere {
                for transport in ["COOKIE", "BEARER"] {
                    let reply = try await platform.signIn(transport, headers)
                    expectProblem(reply, 403, "CROSS_SITE", nil, "\(transport) \(headers)")
                    #expect(reply.headers["Set-Cookie"].isEmpty)
                }
            }
            let silent = try await platform.signIn("COOKIE", Self.silence)
            expectProblem(silent, 403, "CROSS_SITE")
            let program = try await platform.signIn("BEARER", Self.silence)
            expectStatus(program, 201)
            for headers in Self.here {
                for transport in ["COOKIE", "BEARER"] {
                    let reply = try await platform.signIn(transport, headers)
                    expectStatus(reply, 201)
                }
            }
        }
    }

    @Test("is answered, where it only reads, to a page that browsers do not let read it")
    func reading() async throws {
        try await withPlatform { platform in
            let browser = try await platform.browser(of: platform.staff)
            for headers in Self.elsewhere {
                let reply = try await platform.send(.GET, "/v1/me", in: browser.said(headers))
                expectStatus(reply, 200)
                #expect(!reply.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
                #expect(reply.headers["Cross-Origin-Resource-Policy"] == ["same-origin"])
            }
            let preflight: HTTPHeaders = [
                "Origin": "https://evil.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            ]
            let asked = try await platform.send(.OPTIONS, "/v1/sessions", headers: preflight)
            expectProblem(asked, 405, "METHOD_NOT_ALLOWED")
            #expect(!asked.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
        }
    }
}

extension TestPlatform {
    fileprivate func signIn(_ transport: String, _ headers: HTTPHeaders) async throws -> HTTPReply {
        let body: JSON = [
            "email": .string(staff.email), "password": .string(staff.password), "transport": .string(transport),
        ]
        return try await send(.POST, "/v1/sessions", body, headers: headers)
    }

    /// Asks for what does not exist, in no valid form.
    fileprivate func send(_ route: Route, in browser: Browser) async throws -> HTTPReply {
        let path = route.template.split(separator: "/").map { part in
            part.first == "{" ? unknownID(Tenant.self) : String(part)
        }
        return try await send(
            HTTPMethod(rawValue: route.method.rawValue),
            "/" + path.joined(separator: "/"),
            [.post, .put, .patch].contains(route.method) ? [:] : nil,
            in: browser
        )
    }
}

extension Route {
    /// Neither anybody's nor a directory's, which has a credential of its own.
    fileprivate var takesSessions: Bool {
        switch access {
        case .public, .directory: false
        case .signedIn, .action: true
        }
    }
}
