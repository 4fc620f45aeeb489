package import Domain
internal import Store

/// Names a URL to which a tenant's events are sent from now on. Its secret is told once.
package struct CreateWebhookEndpoint: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> WebhookEndpointDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<WebhookEndpointAndSecret> {
        let authorization = try await platform.authorize(.webhookManage, on: tenant, for: call)
        let draft = Result { try read() }
        let problem = await platform.problem(withWebhook: (try? draft.get())?.url, of: tenant)
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let present = transaction.countWebhookEndpoints()
            let locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let plan = try draft.get().validated(url: problem)
                guard try await transaction.result(present) < WebhookEndpoint.most else {
                    throw Failure.conflict("A tenant has at most \(WebhookEndpoint.most) webhook endpoints.")
                }
                let secret = WebhookSecret.make(using: platform.entropy)
                let endpoint = try platform.endpoint(plan, of: locked, with: secret, by: call.actor.user.id)
                transaction.insert(endpoint)
                try platform.conclude(
                    Change("webhook.create", on: endpoint.id, after: endpoint.audited(at: locked.now)),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                let view = WebhookEndpointView(endpoint: endpoint, now: locked.now)
                return WebhookEndpointAndSecret(view: view, secret: secret)
            }
        }
    }
}

extension Platform {
    fileprivate func endpoint(
        _ plan: WebhookEndpointPlan,
        of locked: LockedTenant,
        with secret: WebhookSecret,
        by creator: ID<User>
    ) throws -> WebhookEndpoint {
        let id: ID<WebhookEndpoint> = .make(at: locked.now, using: entropy)
        return WebhookEndpoint(
            id: id,
            tenant: locked.tenant,
            url: plan.url,
            description: plan.description.text,
            events: plan.events,
            secret: try webhookSecrets.seal(secret, of: id, in: locked.tenant),
            createdAt: locked.now,
            createdBy: creator,
            updatedAt: locked.now,
            version: 1
        )
    }
}
