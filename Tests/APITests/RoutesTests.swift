import API
import Domain
import HTTPTypes
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("Every route")
struct RoutesTests {
    /// Every route of the public listener, and what it asks of whoever calls it.
    static let golden = """
        POST /v1/sessions: anyone
        GET /v1/sessions: anyone who is signed in
        DELETE /v1/sessions: anyone who is signed in
        DELETE /v1/sessions/current: anyone who is signed in
        DELETE /v1/sessions/{session}: anyone who is signed in
        GET /v1/me: anyone who is signed in
        POST /v1/me/password: anyone who is signed in
        GET /v1/me/second-factor: anyone who is signed in
        POST /v1/me/second-factor: anyone who is signed in
        POST /v1/me/second-factor/confirm: anyone who is signed in
        POST /v1/me/second-factor/recovery-codes: anyone who is signed in
        POST /v1/me/second-factor/remove: anyone who is signed in
        DELETE /v1/me/memberships/{member}: anyone who is signed in
        POST /v1/invitations/accept: anyone
        POST /v1/password-links/accept: anyone
        GET /v1/tenants: tenant.read
        POST /v1/tenants: tenant.create
        GET /v1/tenants/{tenant}: tenant.read
        PATCH /v1/tenants/{tenant}: tenant.update
        POST /v1/tenants/{tenant}/suspend: tenant.suspend
        POST /v1/tenants/{tenant}/resume: tenant.resume
        GET /v1/single-sign-on/{tenant}: anyone
        GET /v1/single-sign-on/{tenant}/callback: anyone
        GET /v1/tenants/{tenant}/single-sign-on: member.read
        PUT /v1/tenants/{tenant}/single-sign-on: member.manage
        DELETE /v1/tenants/{tenant}/single-sign-on: member.manage
        GET /v1/tenants/{tenant}/policy: policy.read
        PATCH /v1/tenants/{tenant}/policy: policy.manage
        GET /v1/policy-presets: policy.read
        POST /v1/policy-presets: policy.manage
        GET /v1/policy-presets/{preset}: policy.read
        PATCH /v1/policy-presets/{preset}: policy.manage
        GET /v1/limit-requests: limit.decide
        GET /v1/tenants/{tenant}/key-limit: limit.read
        PUT /v1/tenants/{tenant}/key-limit: limit.raise
        GET /v1/tenants/{tenant}/limit-requests: limit.read
        POST /v1/tenants/{tenant}/limit-requests: limit.request
        GET /v1/tenants/{tenant}/limit-requests/{limit_request}: limit.read
        POST /v1/tenants/{tenant}/limit-requests/{limit_request}/approve: limit.decide
        POST /v1/tenants/{tenant}/limit-requests/{limit_request}/deny: limit.decide
        GET /v1/tenants/{tenant}/authorization-groups: group.read
        POST /v1/tenants/{tenant}/authorization-groups: group.manage
        GET /v1/tenants/{tenant}/authorization-groups/{group}: group.read
        POST /v1/tenants/{tenant}/authorization-groups/{group}/preview: group.read
        PATCH /v1/tenants/{tenant}/authorization-groups/{group}: group.manage
        DELETE /v1/tenants/{tenant}/authorization-groups/{group}: group.manage
        GET /v1/tenants/{tenant}/members: member.read
        POST /v1/tenants/{tenant}/members: member.manage
        GET /v1/tenants/{tenant}/members/{member}: member.read
        PATCH /v1/tenants/{tenant}/members/{member}: member.manage
        POST /v1/tenants/{tenant}/members/{member}/password-link: member.manage
        DELETE /v1/tenants/{tenant}/members/{member}/second-factor: member.manage
        DELETE /v1/tenants/{tenant}/members/{member}: member.manage
        GET /v1/tenants/{tenant}/invitations: member.read
        DELETE /v1/tenants/{tenant}/invitations/{invitation}: member.manage
        GET /v1/tenants/{tenant}/keys: key.read
        POST /v1/tenants/{tenant}/keys: key.create
        GET /v1/tenants/{tenant}/keys/summary: key.read
        GET /v1/tenants/{tenant}/keys/{key}: key.read
        PATCH /v1/tenants/{tenant}/keys/{key}: key.update
        POST /v1/tenants/{tenant}/keys/{key}/disable: key.disable
        POST /v1/tenants/{tenant}/keys/{key}/enable: key.enable
        POST /v1/tenants/{tenant}/keys/{key}/rotate: key.rotate
        POST /v1/tenants/{tenant}/keys/{key}/duplicate: key.duplicate
        POST /v1/tenants/{tenant}/keys/{key}/revoke: key.revoke
        POST /v1/leaks: anyone
        POST /v1/keys/revoke: anyone
        GET /v1/tenants/{tenant}/usage: key.read
        GET /v1/tenants/{tenant}/keys/{key}/usage: key.read
        POST /v1/tenants/{tenant}/keys/{key}/preview: key.read
        GET /v1/tenants/{tenant}/keys/{key}/scopes: key.read
        GET /v1/tenants/{tenant}/audit-events: audit.read
        GET /v1/tenants/{tenant}/audit-events/verify: audit.read
        GET /v1/tenants/{tenant}/audit-events/heads: audit.read
        GET /v1/tenants/{tenant}/audit-events/export: audit.read
        GET /v1/tenants/{tenant}/keys/{key}/history: key.read
        GET /v1/audit-events: audit.read
        GET /v1/audit-events/verify: audit.read
        GET /v1/audit-events/heads: audit.read
        GET /v1/audit-events/export: audit.read
        GET /v1/audit-keys: anyone
        GET /v1/tenants/{tenant}/directory-credentials: member.read
        POST /v1/tenants/{tenant}/directory-credentials: member.manage
        DELETE /v1/tenants/{tenant}/directory-credentials/{directory_credential}: member.manage
        GET /v1/tenants/{tenant}/role-mappings: member.read
        POST /v1/tenants/{tenant}/role-mappings: member.manage
        DELETE /v1/tenants/{tenant}/role-mappings/{role_mapping}: member.manage
        GET /v1/tenants/{tenant}/webhook-endpoints: webhook.read
        POST /v1/tenants/{tenant}/webhook-endpoints: webhook.manage
        GET /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}: webhook.read
        PATCH /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}: webhook.manage
        POST /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/rotate-secret: webhook.manage
        POST /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/test: webhook.manage
        GET /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries: webhook.read
        GET /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}: webhook.read
        POST /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}/redeliver: webhook.manage
        DELETE /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}: webhook.manage
        GET /openapi.json: anyone
        GET /scim/v2/{tenant}/ServiceProviderConfig: a directory of the tenant
        GET /scim/v2/{tenant}/ResourceTypes: a directory of the tenant
        GET /scim/v2/{tenant}/ResourceTypes/{resource_type}: a directory of the tenant
        GET /scim/v2/{tenant}/Schemas: a directory of the tenant
        GET /scim/v2/{tenant}/Schemas/{schema}: a directory of the tenant
        GET /scim/v2/{tenant}/Users: a directory of the tenant
        POST /scim/v2/{tenant}/Users: a directory of the tenant
        GET /scim/v2/{tenant}/Users/{directory_user}: a directory of the tenant
        PUT /scim/v2/{tenant}/Users/{directory_user}: a directory of the tenant
        PATCH /scim/v2/{tenant}/Users/{directory_user}: a directory of the tenant
        DELETE /scim/v2/{tenant}/Users/{directory_user}: a directory of the tenant
        GET /scim/v2/{tenant}/Groups: a directory of the tenant
        POST /scim/v2/{tenant}/Groups: a directory of the tenant
        GET /scim/v2/{tenant}/Groups/{directory_group}: a directory of the tenant
        PUT /scim/v2/{tenant}/Groups/{directory_group}: a directory of the tenant
        PATCH /scim/v2/{tenant}/Groups/{directory_group}: a directory of the tenant
        DELETE /scim/v2/{tenant}/Groups/{directory_group}: a directory of the tenant
        POST /scim/v2/{tenant}/.search: a directory of the tenant
        """

    @Test("names its action, and only signing in, links, keys that one holds and the API's description are for anyone")
    func goldenList() async throws {
        try await withPlatform { platform in
            let lines = Routes(platform.operations).all.map { route in
                "\(route.method.rawValue) \(route.template): \(route.who)"
            }
            #expect(lines.joined(separator: "\n") == Self.golden)
            #expect(
                lines.filter { $0.hasSuffix(": anyone") } == [
                    "POST /v1/sessions: anyone", "POST /v1/invitations/accept: anyone",
                    "POST /v1/password-links/accept: anyone", "GET /v1/single-sign-on/{tenant}: anyone",
                    "GET /v1/single-sign-on/{tenant}/callback: anyone", "POST /v1/leaks: anyone",
                    "POST /v1/keys/revoke: anyone", "GET /v1/audit-keys: anyone", "GET /openapi.json: anyone",
                ]
            )
        }
    }

    @Test("but signing in answers 401 without a token, before it looks at anything else")
    func unauthenticated() async throws {
        try await withPlatform { platform in
            for route in Routes(platform.operations).all where route.who != "anyone" && route.dialect == .plain {
                for ids in [Identifiers.unknown(), Identifiers.malformed] {
                    let reply = try await platform.send(route, ids)
                    expectProblem(reply, 401, "UNAUTHENTICATED", nil, "\(route.template)")
                }
            }
        }
    }

    @Test("about a tenant answers an admin of another tenant as if that tenant did not exist")
    func foreign() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let there = try await platform.identifiers(cast)
            var missing = there
            missing.tenant = unknownID(Tenant.self)
            let routes = Routes(platform.operations).all.filter {
                $0.template.contains("{tenant}") && $0.who != "anyone" && $0.dialect == .plain
            }
            #expect(routes.count == 66)
            for route in routes {
                for token in [cast.stranger.token, try await platform.makeAdmin("partner-portal").token] {
                    let foreign = try await platform.send(route, there, token: token)
                    let unknown = try await platform.send(route, missing, token: token)
                    expectProblem(unknown, 404, "NOT_FOUND", nil, "\(route.template)")
                    #expect(foreign.fingerprint == unknown.fingerprint, "\(route.template)")
                }
            }
        }
    }

    @Test("about a tenant refuses the roles that the access table refuses, and no others", arguments: Role.allCases)
    func accessTable(role: Role) async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ids = try await platform.identifiers(cast)
            for route in Routes(platform.operations).all where route.template.contains("{tenant}") {
                guard case .action(let action) = route.access else { continue }
                let reply = try await platform.send(route, ids, token: cast.token(of: role), reason: "test")
                if AccessTable.reach(of: role, for: action) == .never {
                    expectProblem(reply, 403, "ROLE_FORBIDDEN", nil, "\(route.template)")
                } else {
                    #expect([200, 201, 204, 422, 428].contains(reply.status), "\(route.template) \(reply.status)")
                }
            }
        }
    }

    @Test("refuses an unknown query parameter and a bad reason, but behind 404 and 403")
    func badForm() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ids = try await platform.identifiers(cast)
            let long = String(repeating: "x", count: 1001)
            for route in Routes(platform.operations).all where route.template.contains("{tenant}") {
                guard case .action(let action) = route.access else { continue }
                let path = ids.path(route.template)
                let method = HTTPMethod(rawValue: route.method.rawValue)
                let isAllowed = AccessTable.reach(of: .member, for: action) != .never
                let isForAdmins = AccessTable.reach(of: .businessAdmin, for: action) != .never
                let allowed = isForAdmins ? cast.admin.token : cast.superUser
                let forms: [(String, HTTPHeaders)] = [
                    ("?x=1", ["Latchkey-Reason": "test"]), ("", ["Latchkey-Reason": long]),
                ]
                for (query, headers) in forms {
                    let ask = { (token: String) in
                        try await platform.send(method, path + query, token: token, headers: headers)
                    }
                    expectProblem(try await ask(cast.stranger.token), 404, "NOT_FOUND", nil, "\(route.template)")
                    expectProblem(try await ask(allowed), 422, "VALIDATION_FAILED", nil, "\(route.template)")
                    guard !isAllowed else { continue }
                    expectProblem(try await ask(cast.member.token), 403, "ROLE_FORBIDDEN", nil, "\(route.template)")
                }
            }
        }
    }

    @Test("says which methods it has to those that it does not have")
    func methods() async throws {
        try await withPlatform { platform in
            let routes = Routes(platform.operations).all.filter { $0.dialect == .plain }
            for template in Set(routes.map(\.template)) {
                let allowed = Set(routes.filter { $0.template == template }.map(\.method.rawValue))
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] where !allowed.contains(method) {
                    let path = Identifiers.unknown().path(template)
                    let reply = try await platform.send(HTTPMethod(rawValue: method), path)
                    expectProblem(reply, 405, "METHOD_NOT_ALLOWED")
                    let named = Set((reply.headers.first(name: "Allow") ?? "").split(separator: ", ").map(String.init))
                    #expect(named.subtracting(["HEAD"]) == allowed, "\(method) \(template)")
                    #expect(named.contains("HEAD") == allowed.contains("GET"))
                    #expect(!reply.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
                }
            }
        }
    }
}

/// What takes the places in a route's template.
struct Identifiers {
    var tenant: String
    var group: String
    var key: String
    var limitRequest: String
    var member: String
    var invitation: String
    var roleMapping = unknownID(RoleMapping.self)
    var directoryCredential = unknownID(DirectoryCredential.self)
    var webhookEndpoint = unknownID(WebhookEndpoint.self)
    var webhookDelivery = unknownID(WebhookDelivery.self)

    static let malformed = Identifiers(
        tenant: "x",
        group: "x",
        key: "x",
        limitRequest: "x",
        member: "x",
        invitation: "x",
        roleMapping: "x",
        directoryCredential: "x",
        webhookEndpoint: "x",
        webhookDelivery: "x"
    )

    static func unknown() -> Identifiers {
        Identifiers(
            tenant: unknownID(Tenant.self),
            group: unknownID(AuthorizationGroup.self),
            key: unknownID(APIKey.self),
            limitRequest: unknownID(LimitRequest.self),
            member: unknownID(Membership.self),
            invitation: unknownID(Invitation.self)
        )
    }

    func path(_ template: String) -> String {
        template.replacing("{tenant}", with: tenant).replacing("{group}", with: group).replacing("{key}", with: key)
            .replacing("{preset}", with: "business-integrations")
            .replacing("{limit_request}", with: limitRequest).replacing("{member}", with: member)
            .replacing("{invitation}", with: invitation).replacing("{session}", with: unknownID(Session.self))
            .replacing("{role_mapping}", with: roleMapping)
            .replacing("{directory_credential}", with: directoryCredential)
            .replacing("{webhook_endpoint}", with: webhookEndpoint)
            .replacing("{webhook_delivery}", with: webhookDelivery)
    }
}

extension Route {
    fileprivate var who: String {
        switch access {
        case .public: "anyone"
        case .signedIn: "anyone who is signed in"
        case .action(let action): action.rawValue
        case .directory: "a directory of the tenant"
        }
    }
}

extension TestPlatform {
    func send(
        _ route: Route,
        _ ids: Identifiers,
        token: String? = nil,
        reason: String? = nil
    ) async throws -> HTTPReply {
        try await send(
            HTTPMethod(rawValue: route.method.rawValue),
            ids.path(route.template),
            [.post, .put, .patch].contains(route.method) ? [:] : nil,
            token: token,
            headers: reason.map { ["Latchkey-Reason": $0] } ?? [:]
        )
    }

    /// A group, a key, a request for a higher limit, an identity provider, a member and an invitation that are there.
    func identifiers(_ cast: Cast) async throws -> Identifiers {
        let business: ID<Tenant> = try #require(ID(cast.business))
        try await database.run(
            """
            INSERT INTO sso_connections (tenant_id, issuer, client_id, email_claim, groups_claim, trusts_email, created_at,
                updated_at)
            VALUES (\(business), 'https://login.example.com', 'latchkey', 'email', 'groups', false, clock_timestamp(),
                clock_timestamp())
            """
        )
        let webhook = try await makeWebhook(in: cast.admin)
        return Identifiers(
            tenant: cast.business,
            group: try await makeGroup(in: cast.admin, scopes: ["customers:read"]),
            key: try await makeKey(in: cast.admin).id,
            limitRequest: try await makeLimitRequest(in: cast.admin),
            member: try await membership(of: try await makePerson(.member, in: cast.business)),
            invitation: try await makeInvitation(in: cast.admin).id,
            roleMapping: try await map("*", to: .member, in: cast.admin),
            directoryCredential: try await makeDirectory(in: cast.admin).id,
            webhookEndpoint: webhook.id,
            webhookDelivery: try await makeDelivery(to: webhook)
        )
    }
}
