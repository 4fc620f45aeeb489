import Domain
import NIOHTTP1

/// Every route. A new one does not pass without its line here.
extension AccessRow {
    static let all: [AccessRow] =
        sessions + account + links + tenants + members + policies + limits + groups + keys + audit + document
        + signOn + directories + webhooks + scim + leaks

    private static let sessions: [AccessRow] = [
        AccessRow(
            .POST,
            "/v1/sessions",
            .anyone,
            201,
            ["email": "{email}", "password": "{password}", "transport": "BEARER"]
        ),
        AccessRow(.GET, "/v1/sessions", .signedIn, isAboutAccount: true),
        AccessRow(.DELETE, "/v1/sessions", .signedIn, 204, usesUp: true, isAboutAccount: true),
        AccessRow(.DELETE, "/v1/sessions/current", .signedIn, 204, usesUp: true),
        AccessRow(.DELETE, "/v1/sessions/{session}", .signedIn, 204, usesUp: true, isAboutAccount: true),
    ]

    private static let account: [AccessRow] = [
        AccessRow(.GET, "/v1/me", .signedIn),
        AccessRow(.GET, "/v1/me/second-factor", .signedIn, isAboutAccount: true),
        aboutAccount(
            "/v1/me/password",
            ["current_password": "{password}", "new_password": "my {serial}th long phrase"]
        ),
        aboutAccount("/v1/me/second-factor", ["password": "{password}"], success: 201),
        aboutAccount("/v1/me/second-factor/confirm", ["code": "{code}"]),
        aboutAccount("/v1/me/second-factor/recovery-codes", ["code": "{recovery_code}"]),
        aboutAccount("/v1/me/second-factor/remove", ["password": "{password}", "code": "{recovery_code}"]),
        AccessRow(.DELETE, "/v1/me/memberships/{member}", .signedIn, usesUp: true),
    ]

    private static func aboutAccount(_ template: String, _ body: JSON, success: Int = 200) -> AccessRow {
        AccessRow(.POST, template, .signedIn, success, body, usesUp: true, isAboutAccount: true)
    }

    /// A key that is nobody's: whoever has one that is somebody's needs to be nobody.
    private static let leaks: [AccessRow] = [
        AccessRow(.POST, "/v1/leaks", .anyone, 200, ["key": nobodysKey]),
        AccessRow(.POST, "/v1/keys/revoke", .anyone, 422, ["key": nobodysKey], saying: "VALIDATION_FAILED"),
    ]

    private static let nobodysKey: JSON = "tnt_live_000000000000000000000000000000000000000000000000000000000001ybzaR"

    private static let links: [AccessRow] = [
        AccessRow(
            .POST,
            "/v1/invitations/accept",
            .anyone,
            201,
            ["token": "{invitation_token}", "name": "New", "password": "my {serial}th long phrase"],
            usesUp: true
        ),
        AccessRow(
            .POST,
            "/v1/password-links/accept",
            .anyone,
            204,
            ["token": "{password_token}", "password": "my {serial}th long phrase"],
            usesUp: true
        ),
    ]

    private static let tenants: [AccessRow] = [
        AccessRow(.GET, "/v1/tenants", .list),
        AccessRow(
            .POST,
            "/v1/tenants",
            .create,
            201,
            [
                "name": "Merchant {serial}", "kind": "BUSINESS", "parent_id": "{tenant}",
                "policy": "business-integrations",
            ]
        ),
        AccessRow(.GET, tenant, .action("tenant.read")),
        AccessRow(.PATCH, tenant, .action("tenant.update"), 200, ["name": "Renamed {serial}"]),
        AccessRow(.POST, tenant + "/suspend", .action("tenant.suspend"), usesUp: true),
        AccessRow(.POST, tenant + "/resume", .action("tenant.resume"), needs: ["suspension"], usesUp: true),
    ]

    private static let members: [AccessRow] = [
        AccessRow(.GET, tenant + "/members", .action("member.read")),
        AccessRow(
            .POST,
            tenant + "/members",
            .action("member.manage"),
            201,
            ["email": "new{serial}@tenant.example", "role": "MEMBER"]
        ),
        AccessRow(.GET, member, .action("member.read")),
        AccessRow(.PATCH, member, .action("member.manage"), 200, ["expires_at": "2099-01-01T00:00:00Z"]),
        AccessRow(.DELETE, member, .action("member.manage"), usesUp: true),
        AccessRow(.POST, member + "/password-link", .action("member.manage"), 201),
        AccessRow(.DELETE, member + "/second-factor", .action("member.manage"), 204),
        AccessRow(.GET, tenant + "/invitations", .action("member.read")),
        AccessRow(.DELETE, tenant + "/invitations/{invitation}", .action("member.manage"), 204, usesUp: true),
    ]

    private static let policies: [AccessRow] = [
        AccessRow(.GET, tenant + "/policy", .action("policy.read")),
        AccessRow(.PATCH, tenant + "/policy", .action("policy.manage"), 200, ["secret_prefix": "acme"]),
        AccessRow(.GET, "/v1/policy-presets", .presets),
        AccessRow(.POST, "/v1/policy-presets", .staff("policy.manage"), 201, ownPreset.with(["name": "own-{serial}"])),
        AccessRow(.GET, "/v1/policy-presets/{preset}", .presets),
        AccessRow(.PATCH, "/v1/policy-presets/{preset}", .staff("policy.manage"), 200, ["offered_to_partners": true]),
    ]

    private static let limits: [AccessRow] = [
        AccessRow(.GET, "/v1/limit-requests", .staff("limit.decide")),
        AccessRow(.GET, tenant + "/key-limit", .action("limit.read")),
        AccessRow(.PUT, tenant + "/key-limit", .action("limit.raise"), 200, ["limit": 1000, "reason": "Test"]),
        AccessRow(.GET, tenant + "/limit-requests", .action("limit.read")),
        AccessRow(
            .POST,
            tenant + "/limit-requests",
            .action("limit.request"),
            201,
            ["requested_limit": 5000, "reason": "Black Friday"],
            needs: ["no_limit_request"],
            usesUp: true
        ),
        AccessRow(.GET, tenant + "/limit-requests/{limit_request}", .action("limit.read")),
        decision("approve"), decision("deny"),
    ]

    private static func decision(_ ruling: String) -> AccessRow {
        AccessRow(
            .POST,
            tenant + "/limit-requests/{limit_request}/\(ruling)",
            .action("limit.decide"),
            200,
            ["reason": "Test"],
            usesUp: true
        )
    }

    private static let groups: [AccessRow] = [
        AccessRow(.GET, tenant + "/authorization-groups", .action("group.read")),
        AccessRow(
            .POST,
            tenant + "/authorization-groups",
            .action("group.manage"),
            201,
            ["name": "Readers {serial}", "type": "TENANT_API_KEY", "scopes": ["customers:read"]]
        ),
        AccessRow(.GET, group, .action("group.read")),
        AccessRow(.PATCH, group, .action("group.manage"), 200, ["description": "Edited {serial}"]),
        AccessRow(.DELETE, group, .action("group.manage"), 204, usesUp: true),
        AccessRow(.POST, group + "/preview", .action("group.read"), 200, ["scopes": ["customers:read"]]),
    ]

    private static let keys: [AccessRow] = [
        AccessRow(.GET, tenant + "/keys", .action("key.read")),
        AccessRow(
            .POST,
            tenant + "/keys",
            .action("key.create"),
            201,
            ["name": "Till {serial}", "scopes": ["customers:read"]]
        ),
        AccessRow(.GET, tenant + "/keys/summary", .action("key.read")),
        AccessRow(.GET, key, .action("key.read")),
        AccessRow(.PATCH, key, .action("key.update"), 200, ["description": "Edited {serial}"]),
        AccessRow(.POST, key + "/disable", .action("key.disable"), usesUp: true),
        AccessRow(.POST, key + "/enable", .action("key.enable"), using: ["key": "disabled_key"], usesUp: true),
        AccessRow(.POST, key + "/rotate", .action("key.rotate")),
        AccessRow(.POST, key + "/duplicate", .action("key.duplicate"), 201),
        AccessRow(.POST, key + "/revoke", .action("key.revoke"), usesUp: true),
        AccessRow(.GET, tenant + "/usage", .action("key.read")),
        AccessRow(.GET, key + "/usage", .action("key.read")),
        AccessRow(.POST, key + "/preview", .action("key.read"), 200, ["action": "REVOKE"]),
        AccessRow(.GET, key + "/scopes", .action("key.read")),
    ]

    private static let audit: [AccessRow] = [
        AccessRow(.GET, trail, .action("audit.read")),
        AccessRow(.GET, trail + "/verify", .action("audit.read")),
        AccessRow(.GET, trail + "/heads", .action("audit.read")),
        AccessRow(.GET, trail + "/export", .action("audit.read")),
        AccessRow(.GET, key + "/history", .action("key.read")),
        AccessRow(.GET, "/v1/audit-events", .staff("audit.read")),
        AccessRow(.GET, "/v1/audit-events/verify", .staff("audit.read")),
        AccessRow(.GET, "/v1/audit-events/heads", .staff("audit.read")),
        AccessRow(.GET, "/v1/audit-events/export", .staff("audit.read")),
        AccessRow(.GET, "/v1/audit-keys", .anyone),
    ]

    private static let document: [AccessRow] = [
        AccessRow(.GET, "/openapi.json", .anyone)
    ]

    /// There is no identity provider that answers, and where one is not needed none is named.
    private static let signOn: [AccessRow] = [
        AccessRow(.GET, "/v1/single-sign-on/{tenant}", .anyone, 404),
        AccessRow(.GET, "/v1/single-sign-on/{tenant}/callback", .anyone, 403, saying: "SIGN_ON_REFUSED"),
        AccessRow(.GET, tenant + "/single-sign-on", .action("member.read"), needs: ["sign_on"], usesUp: true),
        AccessRow(
            .PUT,
            tenant + "/single-sign-on",
            .action("member.manage"),
            422,
            ["issuer": "http://127.0.0.1", "client_id": "latchkey"]
        ),
        AccessRow(.DELETE, tenant + "/single-sign-on", .action("member.manage"), 204, needs: ["sign_on"], usesUp: true),
    ]

    private static let directories: [AccessRow] = [
        AccessRow(.GET, tenant + "/directory-credentials", .action("member.read")),
        AccessRow(
            .POST,
            tenant + "/directory-credentials",
            .action("member.manage"),
            201,
            ["name": "Directory {serial}"]
        ),
        AccessRow(
            .DELETE,
            tenant + "/directory-credentials/{directory_credential}",
            .action("member.manage"),
            204,
            usesUp: true
        ),
        AccessRow(.GET, tenant + "/role-mappings", .action("member.read")),
        AccessRow(
            .POST,
            tenant + "/role-mappings",
            .action("member.manage"),
            201,
            ["directory_group": "Directory group {serial}", "role": "MEMBER"]
        ),
        AccessRow(.DELETE, tenant + "/role-mappings/{role_mapping}", .action("member.manage"), 204, usesUp: true),
    ]

    private static let webhooks: [AccessRow] = [
        AccessRow(.GET, tenant + "/webhook-endpoints", .action("webhook.read")),
        AccessRow(
            .POST,
            tenant + "/webhook-endpoints",
            .action("webhook.manage"),
            201,
            ["url": "https://hooks.example/{serial}", "events": ["api_key.created"]],
            needs: ["room_for_webhooks"],
            usesUp: true
        ),
        AccessRow(.GET, webhook, .action("webhook.read")),
        AccessRow(.PATCH, webhook, .action("webhook.manage"), 200, ["description": "Edited {serial}"]),
        AccessRow(.POST, webhook + "/rotate-secret", .action("webhook.manage")),
        AccessRow(.POST, webhook + "/test", .action("webhook.manage"), 201),
        AccessRow(.GET, webhook + "/deliveries", .action("webhook.read")),
        AccessRow(.GET, webhook + "/deliveries/{webhook_delivery}", .action("webhook.read")),
        AccessRow(
            .POST,
            webhook + "/deliveries/{webhook_delivery}/redeliver",
            .action("webhook.manage"),
            201
        ),
        AccessRow(.DELETE, webhook, .action("webhook.manage"), 204, usesUp: true),
    ]

    private static let scim: [AccessRow] = [
        scim(.GET, "ServiceProviderConfig"), scim(.GET, "ResourceTypes"), scim(.GET, "ResourceTypes/{resource_type}"),
        scim(.GET, "Schemas"), scim(.GET, "Schemas/{schema}"), scim(.POST, ".search"),
        scim(.GET, "Users"), scim(.POST, "Users"), scim(.GET, "Users/{directory_user}"),
        scim(.PUT, "Users/{directory_user}"), scim(.PATCH, "Users/{directory_user}"),
        scim(.DELETE, "Users/{directory_user}"),
        scim(.GET, "Groups"), scim(.POST, "Groups"), scim(.GET, "Groups/{directory_group}"),
        scim(.PUT, "Groups/{directory_group}"), scim(.PATCH, "Groups/{directory_group}"),
        scim(.DELETE, "Groups/{directory_group}"),
    ]

    private static func scim(_ method: HTTPMethod, _ path: String) -> AccessRow {
        AccessRow(method, "/scim/v2/{tenant}/" + path, .directory)
    }

    private static let tenant = "/v1/tenants/{tenant}"
    private static let trail = tenant + "/audit-events"
    private static let member = tenant + "/members/{member}"
    private static let group = tenant + "/authorization-groups/{group}"
    private static let key = tenant + "/keys/{key}"
    private static let webhook = tenant + "/webhook-endpoints/{webhook_endpoint}"
}
