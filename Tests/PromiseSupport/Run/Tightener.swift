import Domain
import Foundation

/// Makes the tightenings of a plan, and what takes them back.
struct Tightener: Sendable {
    let board: Board
    let admin: Admin
    let cast: Cast
    let tally: Tally
    let agenda: Agenda

    func perform(_ planned: Plan.Tightening) {
        switch planned.kind {
        case .revoke: withKey(planned) { revoke($0, planned) }
        case .disable: withKey(planned) { disable($0, planned) }
        case .rotate: withKey(planned) { rotate($0, planned) }
        case .rotateAgain: withKey(planned) { rotateAgain($0, planned) }
        case .expireEarlier: withKey(planned) { expireEarlier($0, planned) }
        case .narrowAllowlist: withKey(planned) { narrowAllowlist($0, planned) }
        case .narrowScopes: withKey(planned, where: { $0.group == nil }) { narrowScopes($0, planned) }
        case .narrowGroup: with(planned, { board.places.flatMap(\.groups) }) { narrow($0, planned) }
        case .suspendTenant: with(planned, { board.places.filter { !cast.isPartner($0) } }) { suspend($0, planned) }
        case .suspendPartner: with(planned, { board.places.filter(cast.isPartner) }) { suspend($0, planned) }
        }
    }

    // MARK: - Keys

    private func revoke(_ key: Key, _ planned: Plan.Tightening) {
        let wanted = Admin.Request("POST", key.path + "/revoke", ["reason": "The promise is being checked"])
        if let receipt = send(wanted, planned, about: key.probes) { key.revoked.close(at: receipt.at) }
        replace(key, planned)
    }

    private func disable(_ key: Key, _ planned: Plan.Tightening) {
        let receipt = send(Admin.Request("POST", key.path + "/disable"), planned, about: key.probes)
        if let receipt { key.disabled.close(at: receipt.at) }
        takeBack(key.disabled, of: key, planned, Admin.Request("POST", key.path + "/enable"))
    }

    private func rotate(_ key: Key, _ planned: Plan.Tightening) {
        let receipt = send(Admin.Request("POST", key.path + "/rotate", [:]), planned, about: key.probes)
        guard let receipt, let secret = receipt.string("secret") else { return replace(key, planned) }
        key.end(allBut: 0, at: receipt.at)
        key.add(secret)
        key.giveBack()
    }

    /// A second time while the first one's grace lasts: that ends it.
    private func rotateAgain(_ key: Key, _ planned: Plan.Tightening) {
        if key.live.count < 2 {
            let first = Admin.Request("POST", key.path + "/rotate", ["grace_seconds": 3600])
            guard case .done(let answer, _) = admin.insist(first, at: planned.instance),
                let secret = answer.string("secret")
            else { return replace(key, planned) }
            key.add(secret)
        }
        let again = Admin.Request("POST", key.path + "/rotate", ["grace_seconds": 3600])
        let receipt = send(again, planned, about: key.live.first?.probes ?? [])
        guard let receipt, let secret = receipt.string("secret") else { return replace(key, planned) }
        key.end(allBut: 1, at: receipt.at)
        key.add(secret)
        key.giveBack()
    }

    private func expireEarlier(_ key: Key, _ planned: Plan.Tightening) {
        let life = 4000
        // In this order: what the database calls that instant is not later than what we call it.
        let instant = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) + .milliseconds(life)
        let end = Moment.now + life + 1
        let wanted = Admin.Request(
            "POST",
            key.path + "/rotate",
            ["grace_seconds": 3600, "expires_at": .string(instant.description)]
        )
        if let receipt = send(wanted, planned, about: key.probes) {
            if let secret = receipt.string("secret") { key.add(secret) }
            key.expired.close(at: max(receipt.at, end))
            agenda.add(in: life) { [board, probes = key.probes] in board.heat(probes) }
        }
        replace(key, planned)
    }

    private func narrowAllowlist(_ key: Key, _ planned: Plan.Tightening) {
        let (kept, taken) = Key.addresses
        let narrower = Admin.Request("PATCH", key.path, ["ip_allowlist": [.string(kept)]])
        if let receipt = send(narrower, planned, about: key.probes) { key.barred.close(at: receipt.at) }
        let wider = Admin.Request("PATCH", key.path, ["ip_allowlist": [.string(kept), .string(taken)]])
        takeBack(key.barred, of: key, planned, wider)
    }

    private func narrowScopes(_ key: Key, _ planned: Plan.Tightening) {
        let (kept, taken) = key.place.scopes
        let narrower = Admin.Request("PATCH", key.path, ["scopes": [.string(kept)]])
        if let receipt = send(narrower, planned, about: key.probes) { key.narrowed.close(at: receipt.at) }
        let wider = Admin.Request("PATCH", key.path, ["scopes": [.string(kept), .string(taken)]])
        takeBack(key.narrowed, of: key, planned, wider)
    }

    // MARK: - Groups and tenants

    private func narrow(_ group: Group, _ planned: Plan.Tightening) {
        let keys = board.allKeys.filter { $0.group === group }
        guard let (kept, taken) = keys.first?.place.scopes else { return group.giveBack() }
        let narrower = Admin.Request("PATCH", group.path, ["scopes": [.string(kept)]])
        if let receipt = send(narrower, planned, about: keys.flatMap(\.probes)) { group.narrowed.close(at: receipt.at) }
        let wider = Admin.Request("PATCH", group.path, ["scopes": [.string(kept), .string(taken)]])
        takeBack(group.narrowed, of: group, planned, wider)
    }

    private func suspend(_ place: Place, _ planned: Plan.Tightening) {
        let keys = board.allKeys.filter { $0.place === place || $0.place.parent === place }
        let wanted = Admin.Request("POST", place.path + "/suspend", ["reason": "The promise is being checked"])
        if let receipt = send(wanted, planned, about: keys.flatMap(\.probes)) { place.suspended.close(at: receipt.at) }
        takeBack(place.suspended, of: place, planned, Admin.Request("POST", place.path + "/resume"))
    }

    // MARK: - Sending

    /// Its answer once it has its receipt. The questions that it bears on are asked often, before and after.
    private func send(_ wanted: Admin.Request, _ planned: Plan.Tightening, about probes: [Probe]) -> Line.Answer? {
        board.heat(probes)
        let outcome = admin.insist(wanted, at: planned.instance) { tally.count { $0.unknownAttempts += 1 } }
        switch outcome {
        case .done(let answer, let sent):
            board.heat(probes)
            tally.count { counts in
                counts.receipts[planned.kind, default: 0] += 1
                counts.times.append(answer.at - sent)
                if answer.lapsed ?? 0 > 0 { counts.withLapsed += 1 }
            }
            return answer
        case .refused(let answer):
            // A retry after the instant that was asked for, which is no wonder.
            let isTooLate = planned.kind == .expireEarlier && answer.status == 422
            tally.count { counts in
                counts.dropped += 1
                if !isTooLate { counts.refusals.append("\(planned.kind): \(answer.status) \(answer.text)") }
            }
            return nil
        case .unknown:
            tally.count { $0.dropped += 1 }
            return nil
        }
    }

    /// In a while. Whoever asks from just before that is sent may be answered with yes again.
    private func takeBack(_ condition: Condition, of thing: Thing, _ planned: Plan.Tightening, _ wanted: Admin.Request)
    {
        agenda.add(in: planned.dwell) {
            condition.open(at: .now)
            if case .done = admin.insist(wanted, at: planned.instance + 1) {
                tally.count { $0.loosenings += 1 }
            } else {
                // It may still be done at any time, so nothing can be said of it any more.
                tally.count { $0.lostLoosenings += 1 }
                thing.retire()
            }
            thing.giveBack()
        }
    }

    private func replace(_ key: Key, _ planned: Plan.Tightening) {
        board.remove(key)
        guard let other = try? cast.makeKey(in: key.place, key.group, through: admin, at: planned.instance) else {
            return
        }
        board.add(other)
        tally.count { $0.keysMade += 1 }
    }

    // MARK: - Choosing

    private func withKey(
        _ planned: Plan.Tightening,
        where isFit: (Key) -> Bool = { _ in true },
        _ change: (Key) -> Void
    ) {
        with(planned, { board.allKeys.filter(isFit) }, change)
    }

    private func with<Wanted: Thing>(_ planned: Plan.Tightening, _ things: () -> [Wanted], _ change: (Wanted) -> Void) {
        let deadline = Moment.now + 10_000
        while Moment.now < deadline {
            if let thing = board.take(planned.pick, of: things()) { return change(thing) }
            pause(milliseconds: 20)
        }
        tally.count { $0.skipped += 1 }
    }
}
