package import Domain
internal import Store

/// Makes a tenant from a preset: staff make any, a partner's admin makes businesses under their own partner.
package struct CreateTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let name: DisplayName
        package let kind: TenantKind
        package let parent: ID<Tenant>?
        /// The preset's name.
        package let policy: String
        /// The preset's own limit when `nil`; only staff give another.
        package let keyLimit: Int?
        /// Day of the month on which its billing period starts, 1 to 28; the first when `nil`. Only staff give another.
        package let billingDay: Int?

        package init(
            name: DisplayName,
            kind: TenantKind,
            parent: ID<Tenant>?,
            policy: String,
            keyLimit: Int?,
            billingDay: Int? = nil
        ) {
            self.name = name
            self.kind = kind
            self.parent = parent
            self.policy = policy
            self.keyLimit = keyLimit
            self.billingDay = billingDay
        }
    }

    package func callAsFunction(_ read: () throws -> Input, call: Call) async throws -> Answered<TenantView> {
        try requireSomeReach(call)
        let input = try read()
        let parent = try await parent(of: input)
        let (above, now) = try await platform.database.readTenant(parent?.id ?? .platform) { ($0.state(), $0.time()) }
        let facts = newFacts(input, at: now)
        let authorization = try authorize(facts, whosePartnerIsSuspended: above?.suspension != nil, call)
        return try await platform.database.onTenant(facts.id) { transaction in
            // The tenant is not there yet, so an idempotency key is the platform's.
            let claim = try transaction.elsewhere(on: .platform) { try platform.claim(for: call, in: $0) }
            let found = transaction.preset(named: input.policy)
            if let claim { try await transaction.claimed(claim.pending) }
            return try await platform.once(claim, at: now, on: .platform, in: transaction) {
                let preset = try choose(try await transaction.result(found), for: input, authorization.permit, parent)
                let tenant = Tenant(facts, name: input.name.text)
                insert(tenant, preset, input, at: now, in: transaction)
                let locked = try await transaction.held(transaction.lock())
                let view = TenantView(tenant, locked.state, partner: above)
                try platform.conclude(
                    Change(.tenantCreate, on: facts.id, after: view.audited),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return view
            }
        }
    }

    /// Whoever may make no tenant at all is refused before what they sent is read.
    private func requireSomeReach(_ call: Call) throws {
        let partner = call.actor.memberships.first { AccessTable.reach(of: $0.role, for: .tenantCreate) != .never }
        let conceivable = TenantFacts(
            id: ID(bits: 0),
            kind: .business,
            parent: partner?.tenant,
            route: .make(using: platform.entropy)
        )
        _ = try platform.authorize(.tenantCreate, by: call.actor, on: conceivable, for: call)
    }

    private func parent(of input: Input) async throws -> TenantFacts? {
        guard let parent = input.parent else { return nil }
        return try await platform.directory.facts(of: parent)
    }

    private func newFacts(_ input: Input, at now: Instant) -> TenantFacts {
        TenantFacts(
            id: .make(at: now, using: platform.entropy),
            kind: input.kind,
            parent: input.parent,
            route: .make(using: platform.entropy)
        )
    }

    /// A parent that is not there is refused like one that the actor may not know of.
    private func authorize(
        _ facts: TenantFacts,
        whosePartnerIsSuspended isSuspended: Bool,
        _ call: Call
    ) throws -> Authorization {
        do {
            let actor = isSuspended ? call.actor.asStaff(for: .tenantCreate) : call.actor
            let authorization = try platform.authorize(.tenantCreate, by: actor, on: facts, for: call)
            if isSuspended, !authorization.permit.role.isPlatform { throw Failure.tenantSuspended() }
            return authorization
        } catch let failure as Failure where failure.code == .notFound {
            throw Failure.invalid([Self.unknownParent])
        }
    }

    /// Everything that is wrong with the choice, at once.
    private func choose(
        _ preset: Preset?,
        for input: Input,
        _ permit: Permit,
        _ parent: TenantFacts?
    ) throws -> Preset {
        var errors = InputErrors()
        if input.parent != nil, parent == nil { errors.add(Self.unknownParent) }
        if let parent, parent.kind != .partner || input.kind != .business {
            errors.add("/parent_id", "INVALID_VALUE", "Only a BUSINESS has a parent, and the parent is a PARTNER.")
        }
        if input.keyLimit != nil, !permit.role.isPlatform {
            errors.add("/key_limit", "NOT_ALLOWED", "Platform staff set other limits than the preset's.")
        }
        if input.billingDay != nil, !permit.role.isPlatform {
            errors.add("/billing_day", "NOT_ALLOWED", "Platform staff choose when billing periods start.")
        }
        let isOffered = preset.map { permit.role.isPlatform || $0.offeredToPartners } ?? false
        if !isOffered {
            errors.add("/policy", "UNKNOWN_PRESET", "There is no such policy preset to choose.")
        } else if preset?.fits(input.kind, hasParent: input.parent != nil) == false {
            errors.add("/policy", "NOT_ALLOWED", "This preset is for other tenants.")
        }
        try errors.throwIfAny()
        guard let preset else { throw Failure.invalid(errors.all) }
        return preset
    }

    /// The tenant gets a policy of its own: what becomes of the preset later is nothing to it.
    private func insert(
        _ tenant: Tenant,
        _ preset: Preset,
        _ input: Input,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) {
        transaction.insert(tenant)
        transaction.insertState(
            preset: preset.name,
            keyLimit: input.keyLimit ?? preset.policy.keyLimit,
            billingDay: input.billingDay ?? 1,
            now: now
        )
        transaction.insert(preset.policy)
    }

    private static let unknownParent = InputError("/parent_id", "UNKNOWN_TENANT", "There is no such tenant.")
}
