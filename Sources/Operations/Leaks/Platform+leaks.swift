internal import Domain
internal import Store

/// What a report of a leak changes: nothing, when the place is known and the key stands still.
private struct LeakNews {
    let stored: StoredKey
    /// Whether the place is new, and one of the first.
    let isRecorded: Bool
    /// What stops the key, if there is anything to stop.
    let stop: KeyTransition?

    var isNone: Bool { !isRecorded && stop == nil }
}

extension Platform {
    /// Records a leak of a secret, tells the tenant, and stops the key as its policy says. A secret that a rotation has ended
    /// stops nothing. A suspended tenant's key is stopped too.
    ///
    /// What is known already is found out without the tenant's lock: whoever has found a key can report it for ever.
    func record(
        _ leak: LeakReport,
        of presented: PresentedKey,
        by visitor: Visitor,
        announcing announcements: Announcements
    ) async throws {
        try await database.onTenant(presented.tenant.id, announcing: announcements) { transaction in
            let now = try await transaction.result(transaction.now())
            guard try await !news(of: leak, presented, at: now, in: transaction).isNone else { return }
            let access = try lock(presented.tenant, in: transaction)
            let locked = try await taken(access, in: transaction).whatever
            let news = try await news(of: leak, presented, at: locked.now, in: transaction)
            var held = try await held(news.stored, locked, in: transaction)
            if news.isRecorded {
                transaction.recordLeak(of: presented.kid, as: leak.mark)
                held.locked = tell(leak, of: presented.kid, held, by: visitor, in: transaction)
            }
            let reason = "Its secret was found\(leak.place.map { " at \($0)" } ?? " where it should not be")."
            let author = Author(visitor, because: reason)
            switch news.stop {
            case .disable: disable(held, by: author, in: transaction)
            case .revoke: revoke(held, because: reason, by: author, in: transaction)
            default: break
            }
        }
    }

    private func news(
        of leak: LeakReport,
        _ presented: PresentedKey,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws -> LeakNews {
        let (stored, leaks, policy) = (
            transaction.key(presented.key), transaction.leaks(of: presented.kid), transaction.policy()
        )
        guard let stored = try await transaction.result(stored), let known = try await transaction.result(leaks) else {
            throw Failure.notFound()
        }
        let key = try stored.named([:])
        let response = try await transaction.result(policy).leakedKeys
        return LeakNews(
            stored: stored,
            isRecorded: known.count < LeakReport.mostPlaces && !known.contains(leak.mark),
            stop: key.holds(presented.kid, at: now) ? response.transition(from: key.status(at: now)) : nil
        )
    }

    private func tell(
        _ leak: LeakReport,
        of kid: Kid,
        _ held: StrangersKey,
        by visitor: Visitor,
        in transaction: borrowing TenantTransaction
    ) -> LockedTenant {
        var found = leak.json(at: held.now)
        if case .object(let members) = found {
            found = .object([JSON.Member("secret", .string(held.key.shown(kid: kid.description)))] + members)
        }
        var data = held.view.body
        if case .object(let members) = data { data = .object(members + [JSON.Member("leak", found)]) }
        var locked = held.locked
        note(
            Change("key.leak", on: held.key.id, after: found),
            by: Author(visitor, as: nil),
            &locked,
            telling: WebhookEvent(.keyLeaked, data),
            in: transaction
        )
        transaction.save(locked)
        return locked
    }
}
