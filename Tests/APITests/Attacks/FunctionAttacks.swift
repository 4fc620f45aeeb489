import API
import Domain
import HTTPTypes
import NIOHTTP1
import TestSupport
import Testing

/// Functions of others, and other spellings of what is refused.
@Suite("Attacks on functions of others")
struct FunctionAttacks {
    @Test("API5:2023 an admin calls no function of staff, and leaves no trace of having tried")
    func staffsFunctions() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let request = try await platform.makeLimitRequest(in: cast.admin)
            let before = try await platform.everything(of: cast.business)
            let functions: [(HTTPMethod, String, JSON?)] = [
                (.PATCH, cast.path + "/policy", ["key_roles": ["MEMBER"]]),
                (.PUT, cast.path + "/key-limit", ["limit": 1000, "reason": "Please"]),
                (.POST, cast.path + "/limit-requests/\(request)/approve", ["reason": "Please"]),
                (.POST, "/v1/policy-presets", ownPreset), (.GET, "/v1/limit-requests", nil),
                (.PATCH, "/v1/policy-presets/business-integrations", ["offered_to_partners": false]),
            ]
            for (method, path, body) in functions {
                for token in [cast.partnerAdmin.token, cast.admin.token, cast.advisor.token, cast.member.token] {
                    let headers: HTTPHeaders = ["If-Match": "*", "Latchkey-Reason": "I am staff"]
                    let reply = try await platform.send(method, path, body, token: token, headers: headers)
                    expectProblem(reply, 403, "ROLE_FORBIDDEN", nil, "\(method) \(path)")
                }
            }
            #expect(try await platform.everything(of: cast.business) == before)
        }
    }

    @Test("API5:2023 HEAD reads what GET may read, and does nothing that POST does")
    func head() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = cast.path + "/keys"
            for (token, status) in [(cast.admin.token, 200), (cast.member.token, 403), (cast.stranger.token, 404)] {
                let request = "HEAD \(path) HTTP/1.1\r\nAuthorization: Bearer \(token)\r\n\r\n"
                let answer = try await platform.raw(request, toHead: true)
                #expect(answer?.status == status)
            }
            let key = try await platform.makeKey(in: cast.admin)
            let request = "HEAD \(path)/\(key.id)/revoke HTTP/1.1\r\nAuthorization: Bearer \(cast.admin.token)\r\n\r\n"
            #expect(try await platform.raw(request, toHead: true)?.status == 405)
            #expect(try await platform.verdict(key.secret) == "VALID")
        }
    }

    @Test("API5:2023 no header and no parameter makes one method of another")
    func methodOverride() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin)
            let path = cast.path + "/keys/\(key.id)"
            for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method"] {
                for method in ["POST", "PATCH", "DELETE"] {
                    let read = try await platform.send(.GET, path, token: cast.admin.token, headers: [name: method])
                    expectStatus(read, 200)
                    #expect(read.headers.first(name: "ETag") == "\"1\"")
                }
                let post = try await platform.send(
                    .POST,
                    cast.path + "/keys",
                    ["name": "A key", "scopes": ["customers:read"]],
                    token: cast.member.token,
                    headers: [name: "GET"]
                )
                expectProblem(post, 403, "ROLE_FORBIDDEN")
            }
            let query = try await platform.send(.GET, path + "?_method=DELETE", token: cast.admin.token)
            expectProblem(query, 422, "VALIDATION_FAILED")
        }
    }

    @Test("API5:2023 no other spelling of a path leads anywhere")
    func spellings() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let spellings = [
                admin.path.replacing("/v1", with: "/V1") + "/keys", admin.path + "/Keys", admin.path + "/keys/",
                admin.path + "//keys", "/" + admin.path + "/keys", admin.path + "/./keys", admin.path + "/x/../keys",
                admin.path + "%2Fkeys", admin.path + "/%6Beys", admin.path + "/keys;a=b", admin.path + "/keys.json",
                admin.path + "/keys%20", "/v1/tenants/../.." + admin.path + "/keys", admin.path + "/%2e%2e/keys",
                admin.path.uppercased() + "/keys", admin.path + "/keys%3F", "/v1" + admin.path + "/keys",
            ]
            for path in spellings {
                let answer = try await platform.raw(
                    "GET \(path) HTTP/1.1\r\nAuthorization: Bearer \(admin.token)\r\n\r\n"
                )
                #expect(answer?.status == 404, "\(path)")
            }
            expectStatus(try await platform.send(.GET, admin.path + "/keys", token: admin.token), 200)
        }
    }

    @Test("V8.3.1 what a client says of itself in headers makes it nobody, and nothing more")
    func claimedIdentity() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let claims: HTTPHeaders = [
                "X-User-Id": "1", "X-Role": "SUPER_USER", "X-Forwarded-User": platform.staff.email, "X-Admin": "true",
                "X-Original-URL": "/v1/limit-requests", "X-Rewrite-URL": "/v1/limit-requests",
                "X-Tenant-Id": cast.business, "X-Remote-User": platform.staff.email, "Remote-User": "root",
                "X-Forwarded-Host": "localhost", "X-Real-IP": "127.0.0.1", "Latchkey-Gateway-Token": "x",
            ]
            let nobody = try await platform.send(.GET, cast.path + "/keys", headers: claims)
            expectProblem(nobody, 401, "UNAUTHENTICATED")
            let member = try await platform.send(.GET, cast.path + "/keys", token: cast.member.token, headers: claims)
            expectProblem(member, 403, "ROLE_FORBIDDEN")
            let inbox = try await platform.send(.GET, "/v1/limit-requests", token: cast.admin.token, headers: claims)
            expectProblem(inbox, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("V4.1.3 an address that a client claims for itself is not the one in the audit trail")
    func claimedAddress() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let reply = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "A key", "scopes": ["customers:read"]],
                token: admin.token,
                headers: ["X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7", "Forwarded": "for=192.0.2.7"]
            )
            expectStatus(reply, 201)
            let row = try #require(try await platform.auditTrail(of: admin.id).last).row
            #expect(row.contains("127.0.0.1") && !row.contains("192.0.2.7"))
        }
    }

    @Test("V3.5.3 nothing is changed by a GET: what changes something does not answer it")
    func safeMethods() async throws {
        try await withPlatform { platform in
            let superUser = try await platform.makeStaff(.superUser)
            let routes = Routes(platform.operations).all
            let before = try await platform.changes
            for route in routes where !routes.contains(where: { $0.template == route.template && $0.method == .get }) {
                let path = route.template.replacing("{tenant}", with: unknownID(Tenant.self))
                    .replacing(#/{\w+}/#, with: unknownID(APIKey.self))
                let reply = try await platform.send(
                    .GET,
                    path,
                    token: superUser,
                    headers: ["Latchkey-Reason": "test"]
                )
                // `/keys/{key}` is a template for GET that takes the word of another template for a key's id.
                #expect([404, 405].contains(reply.status), "\(route.template)")
            }
            #expect(try await platform.changes == before)
        }
    }

    @Test(
        "V4.1.4 methods that no route has are refused",
        arguments: ["OPTIONS", "TRACE", "PROPFIND", "MOVE", "get", "X"]
    )
    func otherMethods(method: String) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for path in ["/v1/me", admin.path, admin.path + "/keys", "/v1/sessions"] {
                let answer = try await platform.raw(
                    "\(method) \(path) HTTP/1.1\r\nAuthorization: Bearer \(admin.token)\r\n\r\n"
                )
                #expect([400, 405].contains(answer?.status ?? 0), "\(method) \(path)")
            }
        }
    }
}
