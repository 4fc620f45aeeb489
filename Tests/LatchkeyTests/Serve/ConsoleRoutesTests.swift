import Console
import Domain
import Testing

extension ProgramTests {
    @Suite("latchkey serve: the console")
    struct ConsoleRoutesTests {
        private let browser = ["Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"]
        private let digest = ConsoleFiles.embedded.digest
        private let shown = String(decoding: ConsoleFiles.embedded.page(mayHaveSession: false), as: UTF8.self)

        @Test("its pages are answered to anybody, whatever their query, and may neither be kept nor framed")
        func pages() async throws {
            try await serving { installation in
                for template in ConsolePages.templates {
                    let path = template.replacing(#/\{\w+\}/#, with: "ten_1")
                    for query in ["", "?", "?q=a%20b&status=ACTIVE&status=REVOKED&utm_source=mail", "?q=1%&a[b]=%00"] {
                        let page = try await installation.ask("GET", path + query)
                        #expect(page.status == 200, "\(path)\(query) \(page.body)")
                        #expect(page.body == shown)
                    }
                }
                let page = try await installation.ask("GET", "/")
                let policy = try #require(page.headers["content-security-policy"])
                for directive in [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'none'",
                    "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
                ] {
                    #expect(policy.split(separator: "; ").contains { $0 == directive }, "\(directive)")
                }
                #expect(!policy.contains("unsafe") && !policy.contains("http"))
                #expect(page.headers["cross-origin-opener-policy"] == "same-origin")
                #expect(page.headers["permissions-policy"]?.hasPrefix("clipboard-write=(self), ") == true)
                #expect(page.headers["cache-control"] == "no-store")
                #expect(page.headers["content-type"] == "text/html; charset=utf-8")
                #expect(page.headers["x-content-type-options"] == "nosniff")
                #expect(page.headers["referrer-policy"] == "no-referrer")
            }
        }

        @Test("its pages say whether a session's cookie came along, which scripts cannot see")
        func sessions() async throws {
            try await serving { installation in
                for (name, value, mayHaveSession) in [
                    ("Cookie", "__Host-latchkey_session=anything", true),
                    ("Cookie", "a=b; __Host-latchkey_session=x", true),
                    ("Cookie", "__Host-latchkey_device=x", false), ("Cookie", "latchkey_session=x", false),
                    // Where the browser has left the cookie out.
                    ("Sec-Fetch-Site", "cross-site", true), ("Sec-Fetch-Site", "same-site", true),
                    ("Sec-Fetch-Site", "none", false), ("Sec-Fetch-Site", "same-origin", false),
                ] {
                    let page = try await installation.ask("GET", "/", headers: [name: value])
                    let expected = ConsoleFiles.embedded.page(mayHaveSession: mayHaveSession)
                    #expect(page.body == String(decoding: expected, as: UTF8.self), "\(name): \(value)")
                }
            }
        }

        @Test("its files are kept for good under the digest of this version, and not under another one's")
        func assets() async throws {
            try await serving { installation in
                for file in ConsoleFiles.embedded.assets {
                    let ours = try await installation.ask("GET", "/assets/\(digest)/\(file.path)")
                    #expect(ours.status == 200, "\(file.path)")
                    #expect(ours.headers["cache-control"] == "public, max-age=31536000, immutable")
                    #expect(ours.headers["content-type"] == file.mediaType)
                    #expect(Array(ours.body.utf8) == file.bytes)
                    let others = try await installation.ask("GET", "/assets/0123456789abcdef/\(file.path)")
                    #expect(others.headers["cache-control"] == "no-store")
                    #expect(others.body == ours.body)
                }
            }
        }

        @Test("its files are compressed for whoever takes that, and for nobody else")
        func compressed() async throws {
            try await serving { installation in
                let file = try #require(ConsoleFiles.embedded.assets.first { $0.path == "main.js" })
                for (accepted, isCompressed) in [
                    ("gzip", true), ("gzip, deflate, br, zstd", true), ("br;q=1.0, GZIP;q=0.5", true),
                    ("identity", false), ("br, gzip;q=0", false), ("x-gzip", false), ("*", false), ("", false),
                ] {
                    let headers = ["Accept-Encoding": accepted]
                    let answer = try await installation.ask("GET", "/assets/\(digest)/main.js", headers: headers)
                    #expect(answer.status == 200)
                    #expect(answer.headers["vary"] == "Accept-Encoding")
                    #expect(answer.headers["content-encoding"] == (isCompressed ? "gzip" : nil), "\(accepted)")
                    let count = (isCompressed ? file.gzip : file.bytes).count
                    #expect(answer.headers["content-length"] == "\(count)", "\(accepted)")
                }
                // What a guess could be mixed with a secret in is never compressed.
                for path in ["/", "/openapi.json", "/v1/me"] {
                    let answer = try await installation.ask("GET", path, headers: ["Accept-Encoding": "gzip"])
                    #expect(answer.headers["content-encoding"] == nil, "\(path)")
                }
            }
        }

        @Test("what is no file and no page is the API's 404, but for a browser that goes there")
        func nothing() async throws {
            try await serving { installation in
                let missing = [
                    "/assets/\(digest)/lib/nothing.js", "/assets/\(digest)/index.html", "/assets/\(digest)/",
                    "/assets/\(digest)", "/assets/\(digest)//main.js", "/assets/\(digest)/lib/../main.js",
                    "/v1/nothing",
                    "/scim/v3", "/openapi.json/x",
                ]
                for path in missing {
                    let answer = try await installation.ask("GET", path, headers: browser)
                    #expect(answer.status == 404, "\(path)")
                    #expect(answer.headers["content-type"]?.hasPrefix("application/") == true, "\(path)")
                }
                for path in ["/nothing", "/tenants/", "//", "/sign-in/x", "/V1/me"] {
                    let page = try await installation.ask("GET", path, headers: browser)
                    #expect(page.status == 404, "\(path)")
                    #expect(page.body == shown)
                    #expect(page.headers["content-security-policy"]?.contains("trusted-types") == true)
                    for accept in ["*/*", "application/json, text/html;q=0.9", "text/html;q=0", "text/plain"] {
                        let problem = try await installation.ask("GET", path, headers: ["Accept": accept])
                        #expect(problem.string("code") == "NOT_FOUND", "\(path) \(accept)")
                    }
                    let posted = try await installation.ask("POST", path, headers: browser)
                    #expect(posted.string("code") == "NOT_FOUND", "\(path)")
                }
            }
        }

        @Test("a path that is none is 400, but for a browser, which gets a page that says that nothing is there")
        func malformed() async throws {
            try await serving { installation in
                for path in ["/tenants/%FF/keys", "/sign-in%", "/%00", "/tenants/a|b?q=%"] {
                    let page = try await installation.ask("GET", path, headers: browser)
                    #expect(page.status == 404 && page.body == shown, "\(path)")
                    #expect(page.headers["content-security-policy"]?.contains("trusted-types") == true)
                    let problem = try await installation.ask("GET", path)
                    #expect(problem.string("code") == "BAD_REQUEST", "\(path)")
                }
                let program = try await installation.ask("GET", "/v1/%FF", headers: browser)
                #expect(program.string("code") == "BAD_REQUEST")
            }
        }

        @Test("what is no GET is told what would be allowed, and HEAD is answered like GET without a body")
        func methods() async throws {
            try await serving { installation in
                for path in ["/", "/tenants/ten_1/keys", "/assets/\(digest)/main.js"] {
                    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                        let answer = try await installation.ask(method, path, headers: browser)
                        #expect(answer.status == 405)
                        #expect(answer.headers["allow"] == "GET, HEAD")
                    }
                    let head = try await installation.ask("HEAD", path)
                    let get = try await installation.ask("GET", path)
                    for name in ["content-type", "cache-control", "content-security-policy", "content-length"] {
                        #expect(head.headers[name] == get.headers[name], "\(path) \(name)")
                    }
                    #expect(head.status == 200 && head.body == "")
                }
            }
        }

        private func serving(_ body: @escaping @Sendable (TestInstallation) async throws -> Void) async throws {
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { _ in try await body(installation) }
            }
        }
    }
}
