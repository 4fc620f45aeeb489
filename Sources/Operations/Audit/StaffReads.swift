internal import Domain
internal import Store
internal import Synchronization

/// What staff were seen to read in the last minute: a page that asks ten times leaves one row. In this process and in memory;
/// a restart, another instance, or two questions at the very same moment leave one more.
final class StaffReads: Sendable {
    struct Reading: Hashable {
        let user: ID<User>
        let session: ID<Session>?
        let tenant: ID<Tenant>
        let action: Action
    }

    /// With more than these in a minute each leaves its row.
    private static let most = 10_000
    private static let kept = Duration.seconds(60)

    private let written = Mutex<[Reading: Duration]>([:])
    private let elapsed: @Sendable () -> Duration

    /// - Parameter elapsed: the time of a clock that never goes back.
    init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
    }

    convenience init() {
        let start = ContinuousClock.now
        self.init { .now - start }
    }

    func isKnown(_ reading: Reading) -> Bool {
        let now = elapsed()
        return written.withLock { written in written[reading].map { now - $0 < Self.kept } ?? false }
    }

    func remember(_ reading: Reading) {
        let now = elapsed()
        written.withLock { written in
            if written.count >= Self.most { written = written.filter { now - $0.value < Self.kept } }
            if written.count < Self.most { written[reading] = now }
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

    /// As above, of a list of many tenants: in the platform's own trail.
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
        guard !staffReads.isKnown(reading) else { return }
        do {
            try await database.onTenant(tenant) { transaction in
                let locked = try await transaction.held(transaction.lock())
                let change = Change("staff.read", on: tenant, after: ["action": .string(action.rawValue)])
                let author = Author(Visitor(call), as: actor)
                conclude(change, by: author, locked, in: transaction)
            }
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch {
            throw Failure(
                .unavailable,
                "It cannot be noted now that this was read, so it is not shown.",
                cause: (error as? Failure)?.cause ?? error,
                retryAfter: .seconds(1)
            )
        }
        staffReads.remember(reading)
    }
}
