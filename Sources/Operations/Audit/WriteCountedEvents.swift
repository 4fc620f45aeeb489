internal import Domain
internal import Store

/// Writes what was counted, a row for each, into the trails that it belongs to. What cannot be written stays counted, for the
/// next time; where nobody knows whether it was, it is written again rather than lost.
package struct WriteCountedEvents: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// How many rows are written under one lock of their tenant, and how many people are looked up at once, at most.
    private static let batch = 200

    /// - Throws: what went wrong first, when it has been tried for all tenants.
    package func callAsFunction() async throws {
        let taken = platform.events.take()
        guard !taken.isEmpty else { return }
        let trails: [ID<Tenant>: [EventTally.Counted]]
        do {
            trails = try await assigned(try await named(taken))
        } catch {
            platform.events.add(taken)
            throw error
        }
        var failure: (any Error)?
        for (tenant, rows) in trails {
            var rest = rows[...]
            while !rest.isEmpty {
                let batch = rest.prefix(Self.batch)
                do {
                    try await write(batch, to: tenant)
                    rest = rest.dropFirst(batch.count)
                } catch {
                    platform.events.add(rest)
                    failure = failure ?? error
                    break
                }
            }
        }
        if let failure { throw failure }
    }

    private func write(_ batch: some Sequence<EventTally.Counted> & Sendable, to tenant: ID<Tenant>) async throws {
        try await platform.database.onTenant(tenant) { transaction in
            var locked = try await transaction.held(transaction.lock())
            for counted in batch { platform.note(counted, &locked, in: transaction) }
            transaction.save(locked)
        }
    }

    /// With people in the place of addresses. Those that are nobody's are one.
    private func named(_ taken: [EventTally.Counted]) async throws -> [EventTally.Counted] {
        let addresses = Set(taken.compactMap { $0.address }).sorted()
        var people: [String: ID<User>] = [:]
        for start in stride(from: 0, to: addresses.count, by: Self.batch) {
            let part = Array(addresses[start..<min(start + Self.batch, addresses.count)])
            let found = try await platform.database.readPerson(nil) { $0.people(withAddresses: part) }
            people.merge(found) { first, _ in first }
        }
        return taken.map { counted in
            guard let address = counted.address else { return counted }
            return counted.of(people[address].map { .account($0, .password(secondFactor: false)) } ?? .nobody)
        }
    }

    /// Each for its trails: of a sign-in the platform's own, if it was refused, since one that was not has a row there
    /// already; and the tenants' to which it carries.
    private func assigned(_ named: [EventTally.Counted]) async throws -> [ID<Tenant>: [EventTally.Counted]] {
        let memberships = try await memberships(of: Set(named.compactMap { $0.account?.user }).sorted())
        var bounds = EventTally.Bounds()
        (bounds.all, bounds.platform, bounds.tenant) = (.max, .max, .max)
        var merged = EventTally(bounds: bounds)
        for counted in named {
            guard let (user, proof) = counted.account else {
                merged.add(counted)
                continue
            }
            if counted.event.code != nil {
                merged.add(counted.of(.actor(AuditActor(user: user, role: nil, onBehalfOf: nil), in: .platform)))
            }
            let carried = memberships[user, default: []].filter { $0.isLive(at: counted.last) && proof.covers($0) }
            let roles = Dictionary(grouping: carried, by: \.tenant).compactMapValues { $0.map(\.role).min() }
            for (tenant, role) in roles {
                merged.add(counted.of(.actor(AuditActor(user: user, role: role, onBehalfOf: tenant), in: tenant)))
            }
        }
        return Dictionary(grouping: merged.take()) { $0.trail }
    }

    private func memberships(of people: [ID<User>]) async throws -> [ID<User>: [Membership]] {
        var found: [ID<User>: [Membership]] = [:]
        for start in stride(from: 0, to: people.count, by: Self.batch) {
            let part = people[start..<min(start + Self.batch, people.count)]
            let read = try await platform.database.readTenant(.platform) { transaction in
                Reply.all(try part.map { user in try transaction.asPerson(user) { $0.memberships() } })
            }
            for (user, memberships) in zip(part, read) { found[user] = memberships }
        }
        return found
    }
}

extension EventTally.Counted {
    fileprivate var address: String? {
        if case .address(let address) = event.subject { address } else { nil }
    }

    fileprivate var account: (user: ID<User>, proof: Proof)? {
        if case .account(let user, let proof) = event.subject { (user, proof) } else { nil }
    }

    fileprivate var actor: AuditActor? {
        if case .actor(let actor, _) = event.subject { actor } else { nil }
    }

    fileprivate var trail: ID<Tenant> {
        if case .actor(_, let tenant) = event.subject { tenant } else { .platform }
    }

    fileprivate var audited: JSON {
        [
            "count": .integer(Int64(count)), "code": event.code.map(JSON.string) ?? nil,
            "addresses": .strings(addresses.map(\.description)), "first_at": .string(first.description),
            "last_at": .string(last.description),
        ]
    }
}

extension Platform {
    fileprivate func note(
        _ counted: EventTally.Counted,
        _ locked: inout LockedTenant,
        in transaction: borrowing TenantTransaction
    ) {
        let object = counted.event.object ?? counted.actor?.user?.description ?? locked.tenant.description
        let change = Change(counted.event.action, on: object, after: counted.audited)
        note(change, by: Author(counting: counted.actor), &locked, in: transaction)
    }
}
