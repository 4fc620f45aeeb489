@testable import Domain
@testable import Store
import Testing
import TestSupport

/// One function that Store offers on a tenant, asked for the rows of `owner`.
struct TenantStatement: Sendable, CustomTestStringConvertible {
    /// Its signature without types.
    let signature: String
    let ask: Ask

    enum Ask: Sendable {
        /// How many of the owner's rows, or facts of the owner, the answer holds.
        case read(@Sendable (borrowing TenantTransaction, _ owner: TwoTenants.Side) async throws -> Int)
        case write(@Sendable (borrowing TenantTransaction, _ owner: TwoTenants.Side) async throws -> Void)
        /// Not about one tenant's rows, for the reason given.
        case exempt(String)
    }

    var testDescription: String { signature }

    static let all = reads + writes + exempt

    private static func read(
        _ signature: String,
        _ ask: @escaping @Sendable (borrowing TenantTransaction, _ owner: TwoTenants.Side) async throws -> Int
    ) -> TenantStatement {
        TenantStatement(signature: signature, ask: .read(ask))
    }

    private static func write(
        _ signature: String,
        _ ask: @escaping @Sendable (borrowing TenantTransaction, _ owner: TwoTenants.Side) async throws -> Void
    ) -> TenantStatement {
        TenantStatement(signature: signature, ask: .write(ask))
    }

    @Sendable
    private static func hold(_ transaction: borrowing TenantTransaction, of owner: TwoTenants.Side) async throws -> Int
    {
        do {
            return try await transaction.held(transaction.lock()).state.keyLimit == owner.keyLimit ? 1 : 0
        } catch let failure as Failure where failure.code == .notFound {
            return 0
        }
    }

    private static let reads = [
        read("facts()") { transaction, owner in
            try await transaction.result(transaction.facts())?.id == owner.id ? 1 : 0
        },
        read("itself(after)") { transaction, owner in
            try await transaction.result(transaction.itself(after: nil)).count { $0.id == owner.id }
        },
        read("children(after,limit)") { transaction, owner in
            try await transaction.result(transaction.children(after: nil, limit: 9)).count { $0.parent == owner.id }
        },
        read("lock()", hold),
        read("held(_ lock)", hold),
        read("state()") { transaction, owner in
            try await transaction.result(transaction.state())?.keyLimit == owner.keyLimit ? 1 : 0
        },
        read("now()") { transaction, _ in
            // The owner's clock is far ahead, so that its answer can be told from anybody else's.
            do {
                return try await transaction.result(transaction.now()) == TwoTenants.farAhead ? 1 : 0
            } catch is UnexpectedRows {
                return 0
            }
        },
        read("policy()") { transaction, owner in
            do {
                return try await transaction.result(transaction.policy()).keyLimit == owner.keyLimit ? 1 : 0
            } catch is UnexpectedRows {
                return 0
            }
        },
        read("group(_ id)") { transaction, owner in
            try await transaction.result(transaction.group(owner.group)) == nil ? 0 : 1
        },
        read("scopes(ofGroups ids)") { transaction, owner in
            try await transaction.result(transaction.scopes(ofGroups: [owner.group])).count
        },
        read("groups(after,limit)") { transaction, owner in
            try await transaction.result(transaction.groups(after: nil, limit: 9)).count { $0.tenant == owner.id }
        },
        read("key(_ id)") { transaction, owner in
            try await transaction.result(transaction.key(owner.key)) == nil ? 0 : 1
        },
        read("keys(being status,at now,before position,limit)") { transaction, owner in
            var found = 0
            for status in KeyStatus.allCases {
                let keys = transaction.keys(being: status, at: TwoTenants.farAhead, before: nil, limit: 9)
                found += try await transaction.result(keys).count { $0.id == owner.key }
            }
            return found
        },
        read("countLapsedKeys(at now)") { transaction, _ in
            // Only the owner's key ever expires.
            try await transaction.result(transaction.countLapsedKeys(at: TwoTenants.farAhead))
        },
        read("usageWindow()") { transaction, _ in
            do {
                return try await transaction.result(transaction.usageWindow()).now == TwoTenants.farAhead ? 1 : 0
            } catch is UnexpectedRows {
                return 0
            }
        },
        read("usage(of keys,over window)") { transaction, owner in
            let window = UsageWindow(at: TwoTenants.usageHour, billingDay: 1)
            let usage = try await transaction.result(transaction.usage(of: [owner.key], over: window))[owner.key]
            return usage.requests + usage.requestsThisPeriod + usage.last24Hours.valid
        },
        read("usageSeries(of key,over range)") { transaction, owner in
            var found = 0
            for interval in UsageInterval.allCases {
                let range = try UsageRange(interval, from: nil, to: nil, now: TwoTenants.usageHour)
                let series = transaction.usageSeries(of: owner.key, over: range)
                found += try await transaction.result(series).total.balance.requests
            }
            return found
        },
        read("sealedAnswer(_ id)") { transaction, owner in
            try await transaction.result(transaction.sealedAnswer(owner.answer)) == nil ? 0 : 1
        },
    ]

    private static let writes = [
        write("insertTenant(_ facts)") { $0.insertTenant($1.facts) },
        write("insertState(preset,keyLimit,billingDay,now)") { transaction, _ in
            transaction.insertState(preset: "partner-portal", keyLimit: 1, billingDay: 1, now: TwoTenants.farAhead)
        },
        write("insert(_ policy)") { transaction, _ in
            transaction.insert(try #require(Preset.shipped.first).policy)
        },
        write("insert(_ group,by creator)") { transaction, owner in
            transaction.insert(.example(in: owner.id), by: owner.user)
        },
        write("insert(_ key)") { transaction, owner in
            transaction.insert(try .example(in: owner))
        },
        write("revoke(_ id,reason,compromised,by user,at now)") { transaction, owner in
            transaction.revoke(
                owner.key,
                reason: "test",
                compromised: true,
                by: owner.user,
                at: TwoTenants.farAhead
            )
        },
        write("save(_ locked)") { transaction, owner in
            transaction.save(.example(of: owner))
        },
        write("insert(_ event,row,hash)") { transaction, owner in
            transaction.insert(.example(in: owner.id), row: "{}", hash: AuditChain.start)
        },
        write("claim(_ id)") { transaction, _ in
            _ = try transaction.claim([UInt8](repeating: 9, count: 32))
        },
        write("keep(_ answer,under id)") { transaction, owner in
            transaction.keep(.example, under: owner.answer)
        },
        write("deleteAnswers(keptBefore cutoff)") { transaction, _ in
            transaction.deleteAnswers(keptBefore: TwoTenants.farAhead)
        },
        write("insertMembership(_ membership,of user,at now)") { transaction, owner in
            let membership = Membership(id: ID(bits: 99), tenant: owner.id, role: .member)
            transaction.insertMembership(membership, of: owner.user, at: TwoTenants.farAhead)
        },
    ]

    private static let exempt = [
        TenantStatement(signature: "result(_ reply)", ask: .exempt("sends nothing of its own")),
        TenantStatement(signature: "claimed(_ claim)", ask: .exempt("sends nothing of its own")),
        TenantStatement(signature: "time()", ask: .exempt("the server's clock is nobody's row")),
        TenantStatement(
            signature: "elsewhere(on other,_ body)",
            ask: .exempt("turns the setting itself, with which it names the tenant")
        ),
        TenantStatement(signature: "preset(named name)", ask: .exempt("presets are the platform's")),
        TenantStatement(
            signature: "people(_ ids)",
            ask: .exempt("people are the platform's; their id, e-mail and name")
        ),
        TenantStatement(
            signature: "insertUser(_ user,platformRole,passwordHash,at now)",
            ask: .exempt("people are the platform's")
        ),
    ]
}

// MARK: - What is written

extension AuthorizationGroup {
    fileprivate static func example(in tenant: ID<Tenant>) -> AuthorizationGroup {
        AuthorizationGroup(
            id: ID(bits: 99),
            tenant: tenant,
            name: "example",
            description: "",
            type: .user,
            scopes: [],
            createdAt: TwoTenants.farAhead,
            updatedAt: TwoTenants.farAhead,
            version: 1
        )
    }
}

extension NewKey {
    /// A key with the owner's group, which nobody else's key may have.
    fileprivate static func example(in owner: TwoTenants.Side) throws -> NewKey {
        let plan = KeyPlan(
            name: try DisplayName(validating: "example"),
            description: try Description(validating: ""),
            environment: .live,
            permissions: .group(owner.group),
            expiresAt: nil,
            ipAllowlist: [],
            rateLimit: nil,
            secretPrefix: "ptn"
        )
        return NewKey.mint(
            plan,
            for: owner.facts,
            by: owner.user,
            now: TwoTenants.farAhead,
            entropy: .system,
            peppers: try .test
        ).key
    }
}

extension SealedAnswer {
    fileprivate static let example = SealedAnswer(
        createdAt: TwoTenants.farAhead,
        pepperID: 1,
        bodyMAC: [1],
        answer: [1]
    )
}

extension LockedTenant {
    fileprivate static func example(of owner: TwoTenants.Side) -> LockedTenant {
        let state = TenantState(
            preset: nil,
            keyLimit: 0,
            keys: KeyCounts(),
            billingDay: 1,
            suspendedAt: nil,
            auditSequence: 99,
            auditHead: AuditChain.start,
            lastNow: TwoTenants.farAhead,
            createdAt: TwoTenants.farAhead,
            version: 1
        )
        return LockedTenant(tenant: owner.id, state: state, now: TwoTenants.farAhead)
    }
}

extension AuditEvent {
    fileprivate static func example(in tenant: ID<Tenant>) -> AuditEvent {
        AuditEvent(
            id: ID(bits: 99),
            tenant: tenant,
            sequence: 99,
            at: TwoTenants.farAhead,
            actor: nil,
            action: "test",
            object: nil,
            before: .null,
            after: .null,
            reason: nil,
            ip: nil,
            request: nil
        )
    }
}
