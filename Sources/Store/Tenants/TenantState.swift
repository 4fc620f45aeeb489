package import Domain
internal import Postgres

/// The one row of a tenant that is locked: limit, counts, suspension, the head of the audit chain, the last time told.
package struct TenantState: Sendable {
    package let preset: String?
    package var keyLimit: Int
    package var keys: KeyCounts
    /// Day of the month on which its billing period starts.
    package let billingDay: Int
    package var suspension: Suspension?
    /// Of the last row in the audit chain; 0 before the first.
    package var auditSequence: Int64
    package var auditHead: [UInt8]
    package let lastNow: Instant
    package let createdAt: Instant
    /// Counts changes of the tenant's editable fields, the limit among them.
    package var version: Int
}

/// A lock that was asked for.
package struct PendingLock {
    let state: Reply<TenantState?>
    let clock: Reply<Instant>
}

/// A tenant whose row is held until the transaction ends, and the time that this transaction acts at.
package struct LockedTenant: Sendable {
    package let tenant: ID<Tenant>
    package var state: TenantState
    package let now: Instant
}

extension StoreTransaction where Kind == OnTenant {
    package var tenant: ID<Tenant> { kind.tenant }

    /// Sends what `body` asks for on another tenant, within the same transaction.
    package func elsewhere<Sent>(
        on other: ID<Tenant>,
        _ body: (borrowing TenantTransaction) throws -> Sent
    ) throws -> Sent {
        try turn(to: other)
        let kind = OnTenant(tenant: other)
        let sent = try body(
            TenantTransaction(base: base.reborrowed(), kind: kind, clock: clock, announcements: announcements)
        )
        try turn(to: tenant)
        return sent
    }

    private func turn(to tenant: ID<Tenant>) throws {
        let setting = Setting.tenant(tenant)
        try base.set(setting.name, to: setting.value)
    }

    /// Locks the tenant, and only then asks for the time: asked in the locking statement, it would be the time from
    /// before the wait. What is sent after this sees what whoever held the lock before has written.
    ///
    /// Nobody changes the row's key, so rows that refer to it can be added meanwhile: an idempotency key is claimed, and
    /// usage is counted, without waiting for whoever changes the tenant.
    package func lock() -> PendingLock {
        let state = send(selectState(locking: true)) { rows in try rows.first.map(TenantState.init(row:)) }
        return PendingLock(state: state, clock: time())
    }

    /// As above, but waits no longer than this: for who holds another lock meanwhile, for which others wait.
    package func lock(within patience: Duration) throws -> PendingLock {
        try base.setLockTimeout(patience)
        let pending = lock()
        try base.setLockTimeout(nil)
        return pending
    }

    /// Waits for the lock. Time never goes back for a tenant.
    package func held(_ lock: PendingLock) async throws -> LockedTenant {
        guard let state = try await result(lock.state) else { throw Failure.notFound() }
        return LockedTenant(tenant: tenant, state: state, now: max(try await result(lock.clock), state.lastNow))
    }

    /// The time for what only reads.
    package func now() -> Reply<Instant> {
        let clock = clock
        return send("SELECT last_now, clock_timestamp() AS now FROM tenant_state WHERE tenant_id = \(tenant)") { rows in
            let row = try rows.one
            return max(clock.read(try row.decode("now")), try row.decode("last_now"))
        }
    }

    /// The tenant's row without a lock, for what only reads.
    package func state() -> Reply<TenantState?> {
        send(selectState(locking: false)) { rows in try rows.first.map(TenantState.init(row:)) }
    }

    /// The row of another tenant, such as the partner above this one; nil of none.
    package func state(of other: ID<Tenant>?) throws -> Reply<TenantState?> {
        guard let other else { return .known(nil) }
        return try elsewhere(on: other) { $0.state() }
    }

    /// Writes back what may have changed; sent with the commit.
    package func save(_ locked: LockedTenant) {
        send(
            """
            UPDATE tenant_state
            SET key_limit = \(Int32(locked.state.keyLimit)), version = \(locked.state.version),
                total_keys = \(Int32(locked.state.keys.total)), open_keys = \(Int32(locked.state.keys.open)),
                disabled_keys = \(Int32(locked.state.keys.disabled)), revoked_keys = \(Int32(locked.state.keys.revoked)),
                suspended_at = \(locked.state.suspension?.at), suspended_by = \(locked.state.suspension?.by),
                audit_seq = \(locked.state.auditSequence), audit_head = \(Bytes(locked.state.auditHead)),
                last_now = \(locked.now)
            WHERE tenant_id = \(tenant)
            """
        )
    }

    package func insertState(preset: String, keyLimit: Int, billingDay: Int, now: Instant) {
        send(
            """
            INSERT INTO tenant_state (tenant_id, preset, key_limit, billing_day, audit_head, last_now, created_at)
            VALUES (\(tenant), \(preset), \(Int32(keyLimit)), \(Int16(billingDay)), \(Bytes(AuditChain.start)), \(now),
                \(now))
            """
        )
    }

    private func selectState(locking: Bool) -> Query {
        """
        SELECT preset, key_limit, total_keys, open_keys, disabled_keys, revoked_keys, billing_day, suspended_at,
            suspended_by, audit_seq, audit_head, last_now, created_at, version
        FROM tenant_state WHERE tenant_id = \(tenant) \(fragment: locking ? "FOR NO KEY UPDATE" : "")
        """
    }
}

extension TenantState {
    init(row: Row) throws {
        preset = try row.decode("preset")
        keyLimit = Int(try row.decode("key_limit", as: Int32.self))
        keys = KeyCounts(
            total: Int(try row.decode("total_keys", as: Int32.self)),
            open: Int(try row.decode("open_keys", as: Int32.self)),
            disabled: Int(try row.decode("disabled_keys", as: Int32.self)),
            revoked: Int(try row.decode("revoked_keys", as: Int32.self))
        )
        billingDay = Int(try row.decode("billing_day", as: Int16.self))
        suspension = try row.decode("suspended_at", as: Instant?.self).map { at in
            Suspension(at: at, by: try row.decode("suspended_by"))
        }
        auditSequence = try row.decode("audit_seq")
        auditHead = try row.decode("audit_head", as: Bytes.self).bytes
        lastNow = try row.decode("last_now")
        createdAt = try row.decode("created_at")
        version = try row.decode("version")
    }
}
