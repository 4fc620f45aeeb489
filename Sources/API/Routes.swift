internal import Domain
internal import HTTPTypes
package import Operations

/// The table of contents: every route, the action it is, and who handles it.
package struct Routes: Sendable {
    private let platform: Platform

    package init(_ platform: Platform) {
        self.platform = platform
    }

    package var all: [Route] {
        let sessions = SessionHandlers(platform)
        let tenants = TenantHandlers(platform)
        let policies = PolicyHandlers(platform)
        let groups = GroupHandlers(platform)
        let keys = KeyHandlers(platform)
        let usage = UsageHandlers(platform)
        return [
            Route(.post, "/v1/sessions", .public, sessions.create),
            Route(.delete, "/v1/sessions/current", .signedIn, sessions.delete),
            Route(.get, "/v1/me", .signedIn, sessions.me),

            // Both find out from the body or the actor which tenants they are about.
            Route(.get, "/v1/tenants", .action(.tenantRead), query: pages, tenants.list),
            Route(.post, "/v1/tenants", .action(.tenantCreate), tenants.create),
            Route(.get, "/v1/tenants/{tenant}", .action(.tenantRead), tenants.read),

            Route(.get, "/v1/tenants/{tenant}/policy", .action(.policyRead), policies.read),

            Route(.get, "/v1/tenants/{tenant}/authorization-groups", .action(.groupRead), query: pages, groups.list),
            Route(.post, "/v1/tenants/{tenant}/authorization-groups", .action(.groupManage), groups.create),
            Route(.get, "/v1/tenants/{tenant}/authorization-groups/{group}", .action(.groupRead), groups.read),

            Route(.get, "/v1/tenants/{tenant}/keys", .action(.keyRead), query: pages, keys.list),
            Route(.post, "/v1/tenants/{tenant}/keys", .action(.keyCreate), keys.create),
            Route(.get, "/v1/tenants/{tenant}/keys/{key}", .action(.keyRead), keys.read),
            Route(.post, "/v1/tenants/{tenant}/keys/{key}/revoke", .action(.keyRevoke), keys.revoke),

            Route(.get, "/v1/tenants/{tenant}/usage", .action(.keyRead), query: series, usage.ofTenant),
            Route(.get, "/v1/tenants/{tenant}/keys/{key}/usage", .action(.keyRead), query: series, usage.ofKey),
        ]
    }

    private let pages: Set<String> = ["limit", "cursor"]
    private let series: Set<String> = ["interval", "from", "to"]
}
