import Domain
import NIOHTTP1
import Outbound
import TestSupport
import Testing

@Suite("A webhook's URL")
struct WebhookURLTests {
    private func form(_ url: String) -> JSON { ["url": .string(url), "events": ["api_key.created"]] }

    private static let inside = [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "0", "0.0.0.0",
        "localhost", "LOCALHOST", "169.254.169.254", "2852039166", "0xa9fea9fe", "10.0.0.1", "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "[::]", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]",
        "[2001::1]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
    ]

    @Test("that leads inside is refused, however it is written and at whatever port")
    func inside() async throws {
        try await withPlatform(webhooks: Outbound()) { platform in
            let admin = try await platform.makeAdmin()
            for host in Self.inside {
                for port in ["", ":443", ":5432", ":9"] {
                    let url = "https://\(host)\(port)/in"
                    let refused = try await platform.send(.POST, admin.webhooks, form(url), token: admin.token)
                    expectProblem(refused, 422, "VALIDATION_FAILED", ["/url NOT_PUBLIC"], "\(url)")
                }
            }
            #expect(try await platform.database.strings("SELECT id FROM webhook_endpoints") == [])
        }
    }

    @Test("is https alone, and names no user, no password, no fragment and nothing that is no host")
    func forms() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let refusals = [
                "http://hooks.example/": "NOT_HTTPS", "ftp://hooks.example/": "NOT_HTTPS",
                "file:///etc/passwd": "NOT_HTTPS", "gopher://hooks.example/": "NOT_HTTPS",
                "javascript:alert(1)": "NOT_HTTPS", "https://user@hooks.example/": "CREDENTIALS_IN_URL",
                "https://user:hunter2@hooks.example/": "CREDENTIALS_IN_URL",
                "https://:hunter2@hooks.example/": "CREDENTIALS_IN_URL",
                "https://hooks.example/#here": "FRAGMENT_IN_URL", "https://nobody.invalid/": "UNKNOWN_HOST",
                "https://": "INVALID_URL", "https:///in": "INVALID_URL", "hooks.example": "INVALID_URL",
                "": "INVALID_URL", "https://hooks.example:0/": "INVALID_URL",
                "https://hooks.example:65536/": "INVALID_URL", "https://hooks.example\\@127.0.0.1/": "INVALID_URL",
                "https://%31%32%37.0.0.1/": "INVALID_URL",
                "https://hooks.example/\r\nHost: evil.example": "INVALID_URL",
                "https://hooks.example/" + String(repeating: "x", count: 2048): "TOO_LONG",
            ]
            for (url, code) in refusals {
                let refused = try await platform.send(.POST, admin.webhooks, form(url), token: admin.token)
                expectProblem(refused, 422, "VALIDATION_FAILED", ["/url \(code)"], "\(url)")
                #expect(!refused.text.contains("hunter2"))
            }
            for url in ["https://hooks.example", "HTTPS://HOOKS.example:8443/in?a=b", "https://a.b.hooks.example/%20"] {
                let made = try await platform.send(.POST, admin.webhooks, form(url), token: admin.token)
                expectStatus(made, 201)
                #expect(made["url"] == .string(url))
            }
        }
    }

    @Test("is refused when only one of its addresses is inside, and when nobody says in time where it leads")
    func resolution() async throws {
        let mixed = Resolver { host in
            guard host == "mixed.example" else {
                try await Task.sleep(for: .seconds(60))
                return []
            }
            return [IPAddress("8.8.8.8"), IPAddress("10.0.0.1")].compactMap(\.self)
        }
        let webhooks = Outbound(resolver: mixed, patience: .milliseconds(50))
        try await withPlatform(webhooks: webhooks) { platform in
            let admin = try await platform.makeAdmin()
            for (host, code) in ["mixed.example": "NOT_PUBLIC", "slow.example": "LOOKUP_TIMED_OUT"] {
                let refused = try await platform.send(
                    .POST,
                    admin.webhooks,
                    form("https://\(host)/"),
                    token: admin.token
                )
                expectProblem(refused, 422, "VALIDATION_FAILED", ["/url \(code)"])
            }
        }
    }

    @Test("is looked up for nobody who may not name one")
    func notForStrangers() async throws {
        let asked = Asked()
        let resolver = Resolver { host in
            await asked.note(host)
            return [IPAddress(v4: 0x0808_0808)]
        }
        try await withPlatform(webhooks: Outbound(resolver: resolver)) { platform in
            let cast = try await platform.makeCast()
            for token in [cast.stranger.token, cast.member.token, nil, cast.superUser] {
                let path = cast.path + "/webhook-endpoints"
                let refused = try await platform.send(.POST, path, form("https://hooks.example/"), token: token)
                #expect([401, 403, 404, 422].contains(refused.status))
            }
            #expect(await asked.hosts == [])
        }
    }

    @Test("may be private and without TLS where the operator says so")
    func allowed() async throws {
        try await withPlatform(webhooks: Outbound(allowsPrivate: true)) { platform in
            let admin = try await platform.makeAdmin()
            for url in ["http://127.0.0.1:9/in", "https://[::1]/", "http://localhost/"] {
                expectStatus(try await platform.send(.POST, admin.webhooks, form(url), token: admin.token), 201)
            }
            let user = try await platform.send(.POST, admin.webhooks, form("http://a@localhost/"), token: admin.token)
            expectProblem(user, 422, "VALIDATION_FAILED", ["/url CREDENTIALS_IN_URL"])
        }
    }
}

private actor Asked {
    private(set) var hosts: [String] = []

    func note(_ host: String) { hosts.append(host) }
}
