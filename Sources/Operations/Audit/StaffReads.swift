internal import Domain
internal import Store
internal import Synchronization

/// What staff were seen to read in the last minute: a page that asks ten times leaves one row. In this process and in memory:
/// a restart, or another instance, leaves one more.
final class StaffReads: Sendable {
    struct Reading: Hashable {
        let user: ID<User>
        let session: ID<Session>?
        let tenant: ID<Tenant>
        let action: Action
    }

    private enum Progress {
        /// Whoever reads the same meanwhile waits for the same row.
        case writing(Task<Void, any Error>)
        case written(Duration)
    }

    /// With more than these in a minute each leaves its row.
    private static let most = 10_000
    private static let kept = Duration.seconds(60)

    private let readings = Mutex<[Reading: Progress]>([:])
    private let elapsed: @Sendable () -> Duration

    /// - Parameter elapsed: the time of a clock that never goes back.
    init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
    }

    convenience init() {
        let start = ContinuousClock.now
        self.init { .now - start }
    }

    /// Has it written, unless it was in the last minute.
    func note(_ reading: Reading, _ write: @escaping @Sendable () async throws -> Void) async throws {
        let now = elapsed()
        let task = readings.withLock { readings -> Task<Void, any Error>? in
            switch readings[reading] {
            case .writing(let task): return task
            case .written(let time) where now - time < Self.kept: return nil
            case .written, nil:
                let task = Task {
                    do {
                        try await write()
                        settle(reading, isWritten: true)
                    } catch {
                        settle(reading, isWritten: false)
                        throw error
                    }
                }
                readings[reading] = .writing(task)
                return task
            }
        }
        try await task?.value
    }

    private func settle(_ reading: Reading, isWritten: Bool) {
        let now = elapsed()
        readings.withLock { readings in
            readings[reading] = isWritten ? .written(now) : nil
            guard readings.count > Self.most else { return }
            readings = readings.filter { _, progress in
                if case .written(let time) = progress { now - time < Self.kept } else { true }
            }
            if readings.count > Self.most { readings[reading] = nil }
        }
    }
}

extension Platform {
    /// That staff read a tenant's data, which its trail says before they see any. A transaction of its own: reading takes no
    /// lock of the tenant.
    ///
    /// - Throws: `UNAVAILABLE` when it cannot be written. Then there is nothing to see.
    func witness(_ permit: Permit, of tenant: ID<Tenant>, for call: Call) async throws {
        guard permit.role.isPlatform, permit.action.onlyReads else { return }
        try await witness(permit.action, by: AuditActor(call.actor, permit), on: tenant, for: call)
    }

    /// That staff came to change something and left it as it is: what they are answered is what they read. In the very
    /// transaction that found nothing to change.
    func conclude(
        unchanged locked: LockedTenant,
        _ permit: Permit,
        by author: Author,
        in transaction: borrowing TenantTransaction
    ) {
        guard permit.role.isPlatform else { return }
        conclude(Change(reading: permit.action, of: locked.tenant), by: author, locked, in: transaction)
    }

    /// As above, of a key.
    func conclude(unchanged held: HeldKey, in transaction: borrowing TenantTransaction) throws {
        let access = held.access
        let author = try Author(access.call, access.permit)
        conclude(unchanged: access.locked, access.permit, by: author, in: transaction)
    }

    /// That staff read a list of many tenants: in the platform's own trail.
    func witnessList(_ action: Action, for call: Call) async throws {
        let actor = AuditActor(
            user: call.actor.user.id,
            role: call.actor.platformRole,
            onBehalfOf: nil,
            through: AuditEntrance(call.actor)
        )
        try await witness(action, by: actor, on: .platform, for: call)
    }

    private func witness(_ action: Action, by actor: AuditActor, on tenant: ID<Tenant>, for call: Call) async throws {
        let reading = StaffReads.Reading(
            user: call.actor.user.id,
            session: call.actor.session,
            tenant: tenant,
            action: action
        )
        let author = Author(Visitor(call), as: actor)
        let change = Change(reading: action, of: tenant)
        do {
            try await staffReads.note(reading) {
                try await database.onTenant(tenant) { transaction in
                    let locked = try await transaction.held(transaction.lock())
                    conclude(change, by: author, locked, in: transaction)
                }
            }
        } catch {
            throw Failure(
                .unavailable,
                "It cannot be noted now that this was read, so it is not shown.",
                cause: (error as? Failure)?.cause ?? error,
                retryAfter: .seconds(1)
            )
        }
    }
}

extension Change {
    /// What staff read, by what they came to do.
    fileprivate init(reading action: Action, of tenant: ID<Tenant>) {
        self.init("staff.read", on: tenant, after: ["action": .string(action.rawValue)])
    }
}
