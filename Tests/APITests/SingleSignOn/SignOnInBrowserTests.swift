import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A person whom single sign-on does not let in")
struct SignOnInBrowserTests {
    private let page = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    @Test("is led to where people sign in, and told why, in one of our own words")
    func led() async throws {
        try await withPlatform { platform in
            let start = "/v1/single-sign-on/\(try await platform.makeAdmin().id)"
            let cases: [(String, HTTPHeaders, String)] = [
                (start, [:], "NOT_FOUND"),
                ("/v1/single-sign-on/ten_1", [:], "NOT_FOUND"),
                (start, ["Sec-Fetch-Site": "cross-site"], "CROSS_SITE"),
                (start + "/callback", [:], "NOT_BEGUN"),
                (start + "/callback?state=x&code=y&error=%3Cscript%3E&iss=https://evil.example", [:], "NOT_BEGUN"),
                (start + "/callback?state=x&state=y", [:], "VALIDATION_FAILED"),
            ]
            for (path, headers, reason) in cases {
                var headers = headers
                headers.add(name: "Accept", value: page)
                let reply = try await platform.send(.GET, path, headers: headers)
                #expect(reply.status == 303, "\(path)")
                #expect(
                    reply.headers.first(name: "Location") == "http://127.0.0.1:8080/sign-in?refused=\(reason)",
                    "\(path)"
                )
                #expect(reply.headers["Set-Cookie"] == [])
                #expect(reply.body.isEmpty)
            }
        }
    }

    @Test("gets the problem where no page is asked for, or none that they would see")
    func problems() async throws {
        try await withPlatform { platform in
            let callback = "/v1/single-sign-on/\(try await platform.makeAdmin().id)/callback"
            for accept in [
                "*/*", "application/json", "application/json, text/html", "text/html;q=0.5, application/json",
            ] {
                let reply = try await platform.send(.GET, callback, headers: ["Accept": accept])
                expectProblem(reply, 403, "SIGN_ON_REFUSED", nil, "\(accept)")
                #expect(reply.string("reason") == "NOT_BEGUN")
            }
            for (name, value) in [("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Mode", "cors")] {
                let reply = try await platform.send(.GET, callback, headers: ["Accept": page, name: value])
                expectProblem(reply, 403, "CROSS_SITE", nil, "\(name)")
            }
        }
    }
}
