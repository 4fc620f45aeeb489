internal import Domain
internal import Store

/// An idempotency key that a call came with, claimed in the transaction of what it asks for.
struct Claim {
    let request: IdempotentRequest
    let pending: PendingClaim
    /// What was answered under it before.
    let kept: Reply<SealedAnswer?>
}

extension Platform {
    /// Claims the call's idempotency key, if it came with one. Goes before the tenant's lock.
    func claim(for call: Call, in transaction: borrowing TenantTransaction) throws -> Claim? {
        guard let request = (try? call.idempotency.get()) ?? nil else { return nil }
        let pending = try transaction.claim(answers.id(of: request, by: call.actor.user.id))
        return Claim(request: request, pending: pending, kept: transaction.sealedAnswer(pending.id))
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

    /// As above, for keys: a secret is told again only to those who may still grant what its key can do.
    func once<Outcome: Replayable>(
        _ access: KeyAccess,
        in transaction: borrowing TenantTransaction,
        _ work: () async throws -> Outcome
    ) async throws -> Answered<Outcome> {
        let answered = try await once(access.claim, at: access.now, in: transaction, work)
        if case .again(let replay) = answered, replay.body["secret"] != nil,
            case .array(let scopes)? = replay.body["key"]?["scopes"]
        {
            try Ceiling.check(scopes.compactMap(\.asString), within: access.ceiling)
        }
        return answered
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
        if let sealed = try await transaction.result(claim.kept), now < sealed.createdAt + IdempotentRequest.lifetime,
            let replay = try answers.open(sealed, for: claim.request, as: id)
        {
            return .again(replay)
        }
        let outcome = try await work()
        let sealed = try answers.seal(outcome, to: claim.request, as: id, at: now)
        try transaction.elsewhere(on: owner) { home in
            home.keep(sealed, under: id)
            home.deleteAnswers(keptBefore: now - IdempotentRequest.lifetime)
        }
        return .first(outcome)
    }
}
