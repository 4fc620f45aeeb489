internal import Domain
internal import HTTPTypes
package import Operations

/// The table of contents: every route, the action it is, and who handles it.
package struct Routes: Sendable {
    let platform: Platform

    package init(_ platform: Platform) {
        self.platform = platform
    }

    package var all: [Route] {
        let sessions = SessionHandlers(platform)
        let secondFactor = SecondFactorHandlers(platform)
        let passwords = PasswordHandlers(platform)
        let tenants = TenantHandlers(platform)
        let policies = PolicyHandlers(platform)
        let presets = PresetHandlers(platform)
        let limits = LimitHandlers(platform)
        let groups = GroupHandlers(platform)
        let members = MemberHandlers(platform)
        let links = LinkHandlers(platform)
        let keys = KeyHandlers(platform)
        let document = DocumentHandlers { self.all.filter { $0.dialect == .plain } }
        let keyChanges = KeyChangeHandlers(platform)
        let leaks = LeakHandlers(platform)
        let usage = UsageHandlers(platform)
        let audit = AuditHandlers(platform)
        let previews = PreviewHandlers(platform)
        let signOn = SingleSignOnHandlers(platform)
        let credentials = DirectoryCredentialHandlers(platform)
        let mappings = RoleMappingHandlers(platform)
        let webhooks = WebhookHandlers(platform)
        let deliveries = DeliveryHandlers(platform)
        return [
            Route(.post, "/v1/sessions", .public, sessions.create),
            Route(.get, "/v1/sessions", .signedIn, sessions.list),
            Route(.delete, "/v1/sessions", .signedIn, sessions.deleteOthers),
            Route(.delete, "/v1/sessions/current", .signedIn, sessions.deleteCurrent),
            Route(.delete, "/v1/sessions/{session}", .signedIn, sessions.delete),
            Route(.get, "/v1/me", .signedIn, sessions.me),
            Route(.post, "/v1/me/password", .signedIn, passwords.change),

            Route(.get, "/v1/me/second-factor", .signedIn, secondFactor.read),
            Route(.post, "/v1/me/second-factor", .signedIn, secondFactor.setUp),
            Route(.post, "/v1/me/second-factor/confirm", .signedIn, secondFactor.confirm),
            Route(.post, "/v1/me/second-factor/recovery-codes", .signedIn, secondFactor.replaceRecoveryCodes),
            Route(.post, "/v1/me/second-factor/remove", .signedIn, secondFactor.remove),

            Route(.delete, "/v1/me/memberships/{member}", .signedIn, members.leave),
            Route(.post, "/v1/invitations/accept", .public, links.acceptInvitation),
            Route(.post, "/v1/password-links/accept", .public, links.followPasswordLink),

            // Both find out from the body or the actor which tenants they are about.
            Route(.get, "/v1/tenants", .action(.tenantRead), query: tenantLists, tenants.list),
            Route(.post, "/v1/tenants", .action(.tenantCreate), tenants.create),
            Route(.get, "/v1/tenants/{tenant}", .action(.tenantRead), tenants.read),
            Route(.patch, "/v1/tenants/{tenant}", .action(.tenantUpdate), tenants.edit),
            Route(.post, "/v1/tenants/{tenant}/suspend", .action(.tenantSuspend), tenants.suspend),
            Route(.post, "/v1/tenants/{tenant}/resume", .action(.tenantResume), tenants.resume),

            // Where a browser goes that signs in through a tenant's identity provider, and where it comes back to.
            Route(.get, "/v1/single-sign-on/{tenant}", .public, signOn.begin),
            Route(
                .get,
                "/v1/single-sign-on/{tenant}/callback",
                .public,
                query: ["state", "code", "iss", "error"],
                signOn.finish
            ),
            Route(.get, "/v1/tenants/{tenant}/single-sign-on", .action(.memberRead), signOn.read),
            Route(.put, "/v1/tenants/{tenant}/single-sign-on", .action(.memberManage), signOn.set),
            Route(.delete, "/v1/tenants/{tenant}/single-sign-on", .action(.memberManage), signOn.remove),

            Route(.get, "/v1/tenants/{tenant}/policy", .action(.policyRead), policies.read),
            Route(.patch, "/v1/tenants/{tenant}/policy", .action(.policyManage), policies.edit),

            // No tenant's. Partners read those that are offered to them.
            Route(.get, "/v1/policy-presets", .action(.policyRead), query: pages, presets.list),
            Route(.post, "/v1/policy-presets", .action(.policyManage), presets.create),
            Route(.get, "/v1/policy-presets/{preset}", .action(.policyRead), presets.read),
            Route(.patch, "/v1/policy-presets/{preset}", .action(.policyManage), presets.edit),

            // Staff's inbox, of all tenants.
            Route(.get, "/v1/limit-requests", .action(.limitDecide), query: requests, limits.listAllRequests),
            Route(.get, "/v1/tenants/{tenant}/key-limit", .action(.limitRead), limits.read),
            Route(.put, "/v1/tenants/{tenant}/key-limit", .action(.limitRaise), limits.raise),
            Route(.get, tenantRequests, .action(.limitRead), query: requests, limits.listRequests),
            Route(.post, tenantRequests, .action(.limitRequest), limits.createRequest),
            Route(.get, tenantRequests + "/{limit_request}", .action(.limitRead), limits.readRequest),
            Route(.post, tenantRequests + "/{limit_request}/approve", .action(.limitDecide), limits.approve),
            Route(.post, tenantRequests + "/{limit_request}/deny", .action(.limitDecide), limits.deny),

            Route(
                .get,
                "/v1/tenants/{tenant}/authorization-groups",
                .action(.groupRead),
                query: pages.union(["type"]),
                groups.list
            ),
            Route(.post, "/v1/tenants/{tenant}/authorization-groups", .action(.groupManage), groups.create),
            Route(.get, "/v1/tenants/{tenant}/authorization-groups/{group}", .action(.groupRead), groups.read),
            Route(.post, tenantGroup + "/preview", .action(.groupRead), previews.ofGroup),
            Route(.patch, "/v1/tenants/{tenant}/authorization-groups/{group}", .action(.groupManage), groups.edit),
            Route(.delete, "/v1/tenants/{tenant}/authorization-groups/{group}", .action(.groupManage), groups.delete),

            Route(.get, tenantMembers, .action(.memberRead), query: ceilings.union(["role"]), members.list),
            Route(.post, tenantMembers, .action(.memberManage), members.invite),
            Route(.get, tenantMembers + "/{member}", .action(.memberRead), members.read),
            Route(.patch, tenantMembers + "/{member}", .action(.memberManage), members.edit),
            Route(.post, tenantMembers + "/{member}/password-link", .action(.memberManage), members.issuePasswordLink),
            Route(
                .delete,
                tenantMembers + "/{member}/second-factor",
                .action(.memberManage),
                members.removeSecondFactor
            ),
            Route(.delete, tenantMembers + "/{member}", .action(.memberManage), members.remove),
            Route(.get, tenantInvitations, .action(.memberRead), query: ceilings, links.listInvitations),
            Route(.delete, tenantInvitations + "/{invitation}", .action(.memberManage), links.withdrawInvitation),

            Route(.get, "/v1/tenants/{tenant}/keys", .action(.keyRead), query: keyLists, keys.list),
            Route(.post, "/v1/tenants/{tenant}/keys", .action(.keyCreate), keys.create),
            Route(.get, "/v1/tenants/{tenant}/keys/summary", .action(.keyRead), keys.summary),
            Route(.get, "/v1/tenants/{tenant}/keys/{key}", .action(.keyRead), keys.read),
            Route(.patch, "/v1/tenants/{tenant}/keys/{key}", .action(.keyUpdate), keyChanges.edit),
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/disable", .action(.keyDisable), keyChanges.disable),
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/enable", .action(.keyEnable), keyChanges.enable),
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/rotate", .action(.keyRotate), keyChanges.rotate),
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/duplicate", .action(.keyDuplicate), keyChanges.duplicate),
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/revoke", .action(.keyRevoke), keyChanges.revoke),

            // By whoever has found a key, or holds it.
            Route(.post, "/v1/leaks", .public, leaks.report),
            Route(.post, "/v1/keys/revoke", .public, leaks.revoke),

            Route(.get, "/v1/tenants/{tenant}/usage", .action(.keyRead), query: series, usage.ofTenant),
            Route(.get, "/v1/tenants/{tenant}/keys/{key}/usage", .action(.keyRead), query: series, usage.ofKey),

            // They change nothing.
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/preview", .action(.keyRead), previews.ofKey),
            Route(.get, "/v1/tenants/{tenant}/keys/{key}/scopes", .action(.keyRead), previews.scopes),

            Route(.get, tenantAudit, .action(.auditRead), query: auditLists, audit.list),
            Route(.get, tenantAudit + "/verify", .action(.auditRead), patience: .seconds(300), audit.verify),
            Route(.get, tenantAudit + "/heads", .action(.auditRead), query: pages, audit.heads),
            Route(.get, tenantAudit + "/export", .action(.auditRead), query: ["from", "to"], audit.export),
            Route(.get, "/v1/tenants/{tenant}/keys/{key}/history", .action(.keyRead), query: pages, audit.ofKey),
            // The platform's own trail, which only its staff read; its list is also that of all trails.
            Route(.get, "/v1/audit-events", .action(.auditRead), query: auditLists.union(["tenants"]), audit.list),
            Route(.get, "/v1/audit-events/verify", .action(.auditRead), patience: .seconds(300), audit.verify),
            Route(.get, "/v1/audit-events/heads", .action(.auditRead), query: pages, audit.heads),
            Route(.get, "/v1/audit-events/export", .action(.auditRead), query: ["from", "to"], audit.export),
            Route(.get, "/v1/audit-keys", .public, audit.keys),

            Route(.get, "/v1/tenants/{tenant}/directory-credentials", .action(.memberRead), credentials.list),
            Route(.post, "/v1/tenants/{tenant}/directory-credentials", .action(.memberManage), credentials.create),
            Route(.delete, tenantCredential, .action(.memberManage), credentials.delete),
            Route(.get, "/v1/tenants/{tenant}/role-mappings", .action(.memberRead), mappings.list),
            Route(.post, "/v1/tenants/{tenant}/role-mappings", .action(.memberManage), mappings.create),
            Route(
                .delete,
                "/v1/tenants/{tenant}/role-mappings/{role_mapping}",
                .action(.memberManage),
                mappings.delete
            ),

            Route(.get, tenantWebhooks, .action(.webhookRead), query: pages, webhooks.list),
            Route(.post, tenantWebhooks, .action(.webhookManage), webhooks.create),
            Route(.get, tenantWebhook, .action(.webhookRead), webhooks.read),
            Route(.patch, tenantWebhook, .action(.webhookManage), webhooks.edit),
            Route(.post, tenantWebhook + "/rotate-secret", .action(.webhookManage), webhooks.rotateSecret),
            Route(.post, tenantWebhook + "/test", .action(.webhookManage), webhooks.test),
            Route(
                .get,
                tenantWebhook + "/deliveries",
                .action(.webhookRead),
                query: pages.union(["status", "event"]),
                deliveries.list
            ),
            Route(.get, webhookDelivery, .action(.webhookRead), deliveries.read),
            Route(.post, webhookDelivery + "/redeliver", .action(.webhookManage), deliveries.redeliver),
            Route(.delete, tenantWebhook, .action(.webhookManage), webhooks.delete),

            Route(.get, "/openapi.json", .public, document.read),
        ] + directory
    }

    private let pages: Set<String> = ["limit", "cursor"]
    private let ceilings: Set<String> = ["limit", "cursor", "authorization_group"]
    private let tenantLists: Set<String> = ["limit", "cursor", "q", "kind", "parent_id", "status"]
    private let requests: Set<String> = ["limit", "cursor", "status"]
    private let tenantGroup = "/v1/tenants/{tenant}/authorization-groups/{group}"
    private let tenantMembers = "/v1/tenants/{tenant}/members"
    private let tenantInvitations = "/v1/tenants/{tenant}/invitations"
    private let tenantRequests = "/v1/tenants/{tenant}/limit-requests"
    private let tenantAudit = "/v1/tenants/{tenant}/audit-events"
    private let auditLists: Set<String> = [
        "limit", "cursor", "actor", "action", "exclude_action", "key", "object", "from", "to",
    ]
    private let tenantCredential = "/v1/tenants/{tenant}/directory-credentials/{directory_credential}"
    private let tenantWebhooks = "/v1/tenants/{tenant}/webhook-endpoints"
    private let tenantWebhook = "/v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}"
    private let webhookDelivery =
        "/v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}"
    private let series: Set<String> = ["interval", "from", "to"]
    private let keyLists: Set<String> = [
        "limit", "cursor", "status", "expiration", "environment", "authorization_group", "q", "unused_for", "sort",
    ]
}
