internal import Domain
internal import Store

/// An endpoint that is there, held together with its tenant by somebody who may change it.
struct HeldEndpoint {
    let endpoint: WebhookEndpoint
    let locked: LockedTenant
    let permit: Permit
    let author: Author

    var now: Instant { locked.now }

    /// - Throws: `CONFLICT`: what is not sent is not asked for.
    func requireEnabled() throws(Failure) {
        guard endpoint.status == .enabled else {
            throw Failure.conflict("This endpoint is disabled. Enable it first: nothing is sent to it until then.")
        }
    }
}

extension Platform {
    /// The one way to change an endpoint that is there: whoever may not is refused, the tenant is locked, the endpoint is found,
    /// and what was asked before under the same idempotency key is answered again.
    ///
    /// - Parameters:
    ///   - ask: what has to be asked of others before anything is locked.
    ///   - change: reads what is asked for, decides, writes. Its refusals in their order: 422, 428, 412, 409.
    func changeWebhook<Asked: Sendable, Outcome: Replayable>(
        _ id: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>,
        call: Call,
        asking ask: () async -> Asked,
        _ change: (HeldEndpoint, Asked, borrowing TenantTransaction) async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        let authorization = try await authorize(.webhookManage, on: tenant, for: call)
        let asked = await ask()
        return try await database.onTenant(tenant) { transaction in
            let access = try lock(authorization, for: call, in: transaction)
            let stored = transaction.webhookEndpoint(id)
            let locked = try await held(access, in: transaction)
            return try await once(access.claim, at: locked.now, in: transaction) {
                guard let endpoint = try await transaction.result(stored) else { throw Failure.notFound() }
                let permit = authorization.permit
                let author = try Author(call, permit)
                let held = HeldEndpoint(endpoint: endpoint, locked: locked, permit: permit, author: author)
                return try await change(held, asked, transaction)
            }
        }
    }

    func changeWebhook<Outcome: Replayable>(
        _ id: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>,
        call: Call,
        _ change: (HeldEndpoint, borrowing TenantTransaction) async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        try await changeWebhook(id, in: tenant, call: call, asking: {}) { held, _, transaction in
            try await change(held, transaction)
        }
    }

    /// Ends a change of an endpoint: what it is now, and its audit row, travel with the commit. Its secrets move to the newest
    /// pepper, where theirs is still there: it must be possible to rotate a secret that nobody can open any more.
    func conclude(
        _ held: HeldEndpoint,
        as endpoint: WebhookEndpoint,
        _ action: String,
        in transaction: borrowing TenantTransaction
    ) -> WebhookEndpointView {
        let kept = (try? webhookSecrets.resealed(endpoint, at: held.now)) ?? endpoint
        transaction.save(kept)
        conclude(
            Change(
                action,
                on: endpoint.id,
                before: held.endpoint.audited(at: held.now),
                after: endpoint.audited(at: held.now)
            ),
            by: held.author,
            held.locked,
            in: transaction
        )
        return WebhookEndpointView(endpoint: kept, now: held.now)
    }
}
