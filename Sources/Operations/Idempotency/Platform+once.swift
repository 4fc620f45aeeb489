internal import Domain
internal import Store

/// An idempotency key that a call came with, claimed in the transaction of what it asks for.
struct Claim {
    let request: IdempotentRequest
    let pending: PendingClaim
}

extension Platform {
    /// Claims the call's idempotency key, if it came with one. Goes before the tenant's lock.
    func claim(for call: Call, in transaction: borrowing TenantTransaction) throws -> Claim? {
        guard let request = (try? call.idempotency.get()) ?? nil else { return nil }
        return Claim(
            request: request,
            pending: try transaction.claim(answers.id(of: request, by: call.actor.user.id))
        )
    }

    /// Does the work, unless it was done before under the same idempotency key: then what was answered is answered again.
    /// Goes behind the authorization, which a replay needs like any other call.
    func once<Outcome: Replayable>(
        _ claim: Claim?,
        at now: Instant,
        in transaction: borrowing TenantTransaction,
        _ work: () async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        try await once(claim, at: now, on: transaction.tenant, in: transaction, work)
    }

    /// As above, for an idempotency key that belongs to another tenant than the transaction.
    func once<Outcome: Replayable>(
        _ claim: Claim?,
        at now: Instant,
        on owner: ID<Tenant>,
        in transaction: borrowing TenantTransaction,
        _ work: () async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        guard let claim else { return .first(try await work()) }
        let id = claim.pending.id
        let kept = try transaction.elsewhere(on: owner) { $0.sealedAnswer(id) }
        if let sealed = try await transaction.result(kept), now < sealed.createdAt + IdempotentRequest.lifetime,
            let replay = try answers.open(sealed, for: claim.request)
        {
            return .again(replay)
        }
        let outcome = try await work()
        let sealed = try answers.seal(outcome, to: claim.request, at: now)
        try transaction.elsewhere(on: owner) { $0.keep(sealed, under: id) }
        return .first(outcome)
    }
}
