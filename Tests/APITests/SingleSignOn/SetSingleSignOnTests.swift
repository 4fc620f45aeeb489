import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("/v1/tenants/{tenant}/single-sign-on", .timeLimit(.minutes(5)))
struct SetSingleSignOnTests {
    @Test("is set, read, replaced under its version, and removed; the secret goes in and never comes out")
    func life() async throws {
        try await withHostileProvider { platform, provider in
            let admin = try await platform.makeAdmin()
            let none = try await platform.send(.GET, admin.signOnPath, token: admin.token)
            #expect(none.status == 200 && none.text == "null" && none.headers["ETag"].isEmpty)
            let form: JSON = [
                "issuer": .string(provider.issuer), "client_id": "latchkey", "client_secret": "very-secret-indeed",
            ]
            let made = try await platform.send(.PUT, admin.signOnPath, form, token: admin.token)
            #expect(made.status == 200, "\(made.text)")
            #expect(made["has_client_secret"] == true)
            #expect(made["email_claim"] == "email")
            #expect(made["groups_claim"] == "groups")
            #expect(made["trusts_email"] == false)
            #expect(made["audience"] == .null)
            #expect(made.string("redirect_uri") == "http://127.0.0.1:8080/v1/single-sign-on/\(admin.id)/callback")
            #expect(made.string("start_url") == "http://127.0.0.1:8080/v1/single-sign-on/\(admin.id)")
            let read = try await platform.send(.GET, admin.signOnPath, token: admin.token)
            #expect(read.body == made.body)
            #expect(read.headers["ETag"] == ["\"1\""])

            let blind = try await platform.send(.PUT, admin.signOnPath, form, token: admin.token)
            #expect(blind.status == 428)
            let stale = try await platform.send(
                .PUT,
                admin.signOnPath,
                form,
                token: admin.token,
                headers: ["If-Match": "\"7\""]
            )
            #expect(stale.status == 412)
            let replaced = try await platform.send(
                .PUT,
                admin.signOnPath,
                form.without("client_secret").with(["audience": .string(admin.audience)]),
                token: admin.token,
                headers: ["If-Match": "\"1\""]
            )
            #expect(replaced.status == 200)
            #expect(replaced["has_client_secret"] == true)
            #expect(replaced.headers["ETag"] == ["\"2\""])

            let removed = try await platform.send(.DELETE, admin.signOnPath, token: admin.token)
            #expect(removed.status == 204)
            let twice = try await platform.send(.DELETE, admin.signOnPath, token: admin.token)
            #expect(twice.status == 404)
            let rows = try await platform.auditTrail(of: admin.id).map(\.row)
            #expect(rows.count { $0.contains("single_sign_on.") } == 3)
            for text in rows + [made.text, replaced.text] { #expect(!text.contains("very-secret")) }
        }
    }

    @Test("keeps a secret for the server that gave it: another issuer or client needs its own")
    func secretStays() async throws {
        try await withHostileProvider { platform, provider in
            let admin = try await platform.makeAdmin()
            try await platform.connect(admin, to: provider.issuer)
            let form: JSON = ["issuer": .string(provider.issuer), "client_id": "another-client"]
            let reply = try await platform.send(
                .PUT,
                admin.signOnPath,
                form,
                token: admin.token,
                headers: ["If-Match": "*"]
            )
            #expect(reply.errors == ["/client_secret REQUIRED"])
            let without = try await platform.send(
                .PUT,
                admin.signOnPath,
                form.with(["client_secret": nil]),
                token: admin.token,
                headers: ["If-Match": "*"]
            )
            #expect(without["has_client_secret"] == false)
        }
    }

    @Test("has an audience with the tenant's own id in it, so that no other tenant can have the same")
    func audience() async throws {
        try await withHostileProvider { platform, provider in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let wrong = [
                "https://keys.example.com", other.audience, "\(other.audience)/\(admin.id)",
                "\(admin.audience)\(other.id)",
                admin.audience.uppercased(), String(admin.audience.dropLast()), "ten_\(admin.id.dropFirst(5))",
            ]
            for audience in wrong {
                let reply = try await platform.connect(admin, to: provider.issuer, ["audience": .string(audience)])
                #expect(reply.status == 422)
                #expect(reply.errors == ["/audience INVALID_VALUE"], "\(audience)")
                #expect(reply.text.contains("the tenant's own id, \(admin.id)"))
            }
            for audience in [admin.audience, admin.id, "api://\(admin.id)/often_used", "\(admin.id)\(admin.id)"] {
                let reply = try await platform.connect(admin, to: provider.issuer, ["audience": .string(audience)])
                #expect(reply.string("audience") == audience, "\(reply.text)")
            }
        }
    }

    @Test("names everything that is wrong with it at once")
    func wrongFields() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let reply = try await platform.send(
                .PUT,
                admin.signOnPath,
                [
                    "client_id": "a b", "client_secret": 5, "audience": "",
                    "email_claim": .string(String(repeating: "x", count: 101)),
                    "trusts_email": "yes", "redirect_uri": "https://evil.example/", "x": 1,
                ],
                token: admin.token
            )
            #expect(
                reply.errors == [
                    "/audience REQUIRED", "/client_id INVALID_CHARACTER", "/client_secret WRONG_TYPE",
                    "/email_claim TOO_LONG", "/issuer REQUIRED", "/redirect_uri NOT_EDITABLE",
                    "/trusts_email WRONG_TYPE", "/x UNKNOWN_FIELD",
                ]
            )
        }
    }

    @Test("takes no issuer that is inside, without TLS, somebody else, or no issuer at all")
    func wrongIssuers() async throws {
        try await withHostileProvider { platform, provider in
            let admin = try await platform.makeAdmin()
            let documents: [([String: JSON], String)] = [
                (["issuer": "https://accounts.example.com"], "OTHER_ISSUER"),
                (["issuer": .string(provider.issuer + "/")], "OTHER_ISSUER"), (["jwks_uri": nil], "INVALID_ISSUER"),
                (["token_endpoint": "file:///etc/passwd"], "INVALID_URL"),
                (["authorization_endpoint": "javascript:alert(1)"], "INVALID_URL"),
                (["jwks_uri": .string(provider.issuer + "/none")], "INVALID_ISSUER"),
                (["code_challenge_methods_supported": ["plain"]], "INVALID_ISSUER"),
            ]
            for (metadata, code) in documents {
                provider.say { $0.metadata = metadata }
                let reply = try await platform.connect(admin, to: provider.issuer)
                #expect(reply.errors == ["/issuer \(code)"], "\(metadata)")
            }
            let none = try await platform.send(.GET, admin.signOnPath, token: admin.token)
            #expect(none.status == 200 && none.text == "null" && none.headers["ETag"].isEmpty)
        }
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let issuers = [
                ("http://accounts.example.com", "INVALID_URL"), ("https://127.0.0.1:9", "NOT_PUBLIC"),
                ("https://localhost:9", "NOT_PUBLIC"), ("https://[::1]:9", "NOT_PUBLIC"),
                ("https://169.254.169.254", "NOT_PUBLIC"), ("not-a-url", "INVALID_URL"),
            ]
            for (issuer, code) in issuers {
                let reply = try await platform.connect(admin, to: issuer)
                #expect(reply.errors == ["/issuer \(code)"], "\(issuer)")
            }
        }
    }

    @Test("is for who may manage members, within no ceiling; others may not even have it asked")
    func roles() async throws {
        try await withHostileProvider { platform, provider in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let stranger = try await platform.makeAdmin().in(admin.id)
            let bounded = try await platform.makePerson(.businessAdmin, in: admin.id)
            let group = try await platform.send(
                .POST,
                admin.path + "/authorization-groups",
                ["name": "Ceiling", "type": "USER", "scopes": .strings(try await platform.catalogue(of: admin))],
                token: admin.token
            )
            try await platform.limit(bounded.person, to: try #require(group.string("id")))
            for (person, status) in [(member, 403), (stranger, 404), (bounded, 403)] as [(TestTenant, UInt)] {
                let set = try await platform.connect(person, to: provider.issuer)
                #expect(set.status == status)
                let removed = try await platform.send(.DELETE, admin.signOnPath, token: person.token)
                #expect(removed.status == status)
            }
            #expect(provider.requests.isEmpty)
            let read = try await platform.send(.GET, admin.signOnPath, token: member.token)
            #expect(read.status == 403)
        }
    }
}
