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

    static let all = reads + writes + people + directory + audit + webhooks + sending + exempt

    static func read(
        _ signature: String,
        _ ask: @escaping @Sendable (borrowing TenantTransaction, _ owner: TwoTenants.Side) async throws -> Int
    ) -> TenantStatement {
        TenantStatement(signature: signature, ask: .read(ask))
    }

    static func write(
        _ signature: String,
        _ ask: @escaping @Sendable (borrowing TenantTransaction, _ owner: TwoTenants.Side) async throws -> Void
    ) -> TenantStatement {
        TenantStatement(signature: signature, ask: .write(ask))
    }

    private static func hold(
        _ lock: PendingLock,
        of owner: TwoTenants.Side,
        in transaction: borrowing TenantTransaction
    ) async throws -> Int {
        do {
            return try await transaction.held(lock).state.keyLimit == owner.keyLimit ? 1 : 0
        } catch let failure as Failure where failure.code == .notFound {
            return 0
        }
    }

    private static let reads = [
        read("facts()") { transaction, owner in
            try await transaction.result(transaction.facts())?.id == owner.id ? 1 : 0
        },
        read("itself()") { transaction, owner in
            try await transaction.result(transaction.itself())?.id == owner.id ? 1 : 0
        },
        read("itself(matching filter,after)") { transaction, owner in
            try await transaction.result(transaction.itself(after: nil)).count { $0.id == owner.id }
        },
        read("children(matching filter,after,limit)") { transaction, owner in
            try await transaction.result(transaction.children(after: nil, limit: 9)).count {
                $0.facts.parent == owner.id
            }
        },
        read("lock()") { transaction, owner in
            try await hold(transaction.lock(), of: owner, in: transaction)
        },
        read("lock(within patience)") { transaction, owner in
            try await hold(transaction.lock(within: .seconds(1)), of: owner, in: transaction)
        },
        read("held(_ lock)") { transaction, owner in
            try await hold(transaction.lock(), of: owner, in: transaction)
        },
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
        read("versionedPolicy()") { transaction, owner in
            do {
                let policy = try await transaction.result(transaction.versionedPolicy()).value
                return policy.keyLimit == owner.keyLimit ? 1 : 0
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
        read("groups(of type,after,limit)") { transaction, owner in
            var found = 0
            for type in [nil, .tenantAPIKey] as [GroupType?] {
                let groups = transaction.groups(of: type, after: nil, limit: 9)
                found += try await transaction.result(groups).count { $0.tenant == owner.id }
            }
            return found
        },
        read("hasGroup(named name,besides group)") { transaction, owner in
            // Groups are named after their side.
            let name = try DisplayName(validating: owner.name)
            return try await transaction.result(transaction.hasGroup(named: name, besides: nil)) ? 1 : 0
        },
        read("keys(using group,limit)") { transaction, owner in
            try await transaction.result(transaction.keys(using: owner.group, limit: 9)).count
        },
        read("countKeys(using group)") { transaction, owner in
            try await transaction.result(transaction.countKeys(using: owner.group))
        },
        read("members(under group,limit)") { transaction, owner in
            try await transaction.result(transaction.members(under: owner.group, limit: 9)).count
        },
        read("countMembers(under group)") { transaction, owner in
            try await transaction.result(transaction.countMembers(under: owner.group))
        },
        read("key(_ id)") { transaction, owner in
            try await transaction.result(transaction.key(owner.key)) == nil ? 0 : 1
        },
        read("keys(_ ids)") { transaction, owner in
            try await transaction.result(transaction.keys([owner.key])).count
        },
        read("keys(_ listing)") { transaction, owner in
            var found = 0
            for listing in try KeyListing.everyWay(owner) {
                guard case .found(let page) = try await transaction.result(transaction.keys(listing)) else { continue }
                found += page.keys.count { $0.id == owner.key }
            }
            return found
        },
        read("countLapsedKeysByDisabling(at now)") { transaction, _ in
            try await transaction.result(transaction.countLapsedKeysByDisabling(at: TwoTenants.farAhead)).all
        },
        read("countRequests()") { transaction, _ in
            // Only the owner has a total.
            try await transaction.result(transaction.countRequests())
        },
        read("countLapsedKeys(at now)") { transaction, _ in
            // Only the owner's key ever expires.
            try await transaction.result(transaction.countLapsedKeys(at: TwoTenants.farAhead))
        },
        read("oldestOpenKeys(at now,limit)") { transaction, owner in
            let keys = transaction.oldestOpenKeys(at: Instant(microseconds: 0), limit: 9)
            return try await transaction.result(keys).count { $0.id == owner.key }
        },
        read("signOnConnection()") { transaction, owner in
            // Each side's client is named after it.
            try await transaction.result(transaction.signOnConnection())?.clientID == owner.name ? 1 : 0
        },
        read("signOnUser(of issuer,_ subject)") { transaction, owner in
            let user = transaction.signOnUser(of: "https://login.tenant.example", "a")
            return try await transaction.result(user) == owner.user ? 1 : 0
        },
        read("limitRequest(_ id)") { transaction, owner in
            try await transaction.result(transaction.limitRequest(owner.limitRequest)) == nil ? 0 : 1
        },
        read("pendingLimitRequest()") { transaction, owner in
            try await transaction.result(transaction.pendingLimitRequest())?.id == owner.limitRequest ? 1 : 0
        },
        read("limitRequests(being status,before,limit)") { transaction, owner in
            var found = 0
            for status in [.pending, nil] as [LimitRequest.Status?] {
                let requests = transaction.limitRequests(being: status, before: nil, limit: 9)
                found += try await transaction.result(requests).count { $0.id == owner.limitRequest }
            }
            return found
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
        read("observedUse(of key,since)") { transaction, owner in
            try await transaction.result(transaction.observedUse(of: owner.key, since: TwoTenants.usageHour)).requests
        },
        read("sightings(of key,since)") { transaction, owner in
            try await transaction.result(transaction.sightings(of: owner.key, since: TwoTenants.usageHour)).count
        },
        read("lastUnknownHour(of key,since)") { transaction, owner in
            let hour = transaction.lastUnknownHour(of: owner.key, since: TwoTenants.usageHour)
            return try await transaction.result(hour) == nil ? 0 : 1
        },
        read("observedUse(of group,narrowedTo scopes,since,keys,mostRows)") { transaction, owner in
            let use = transaction.observedUse(of: owner.group, narrowedTo: [], since: TwoTenants.usageHour, keys: 9)
            return try await transaction.result(use).use.requests
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
        write("announce(_ object,version,tightens)") { transaction, owner in
            transaction.announce(.key(owner.key), version: 1, tightens: true)
            _ = transaction.logAnnouncements()
        },
        write("insert(_ tenant)") { $0.insert(Tenant($1.facts, name: $1.name)) },
        write("rename(to name)") { transaction, _ in transaction.rename(to: "example") },
        write("insertState(preset,keyLimit,billingDay,now)") { transaction, _ in
            transaction.insertState(preset: "partner-portal", keyLimit: 1, billingDay: 1, now: TwoTenants.farAhead)
        },
        write("insert(_ policy)") { transaction, _ in
            transaction.insert(try #require(Preset.shipped.first).policy)
        },
        write("insert(_ group,by creator)") { transaction, owner in
            transaction.insert(.example(in: owner.id), by: owner.user)
        },
        write("update(_ policy,version)") { transaction, _ in
            transaction.update(try #require(Preset.shipped.last).policy, version: 99)
        },
        write("update(_ group,by editor)") { transaction, owner in
            transaction.update(.example(owner.group, in: owner.id), by: owner.user)
        },
        write("delete(_ group)") { transaction, owner in
            transaction.delete(.example(owner.spareGroup, in: owner.id))
        },
        write("insert(_ key)") { transaction, owner in
            transaction.insert(try .example(in: owner))
        },
        write("save(_ key,by user)") { transaction, owner in
            transaction.save(.example(of: owner), by: owner.user)
        },
        write("replaceSecret(of key,by secret,endingOldAt end,at now)") { transaction, owner in
            transaction.replaceSecret(
                of: owner.key,
                by: try NewKey.example(in: owner).secret,
                endingOldAt: TwoTenants.farAhead,
                at: TwoTenants.farAhead
            )
        },
        read("leaks(of kid)") { transaction, owner in
            try await transaction.result(transaction.leaks(of: owner.kid)) == nil ? 0 : 1
        },
        write("recordLeak(of kid,as mark)") { transaction, owner in
            transaction.recordLeak(of: owner.kid, as: "mark")
        },
        write("stampExpiredKeys(at now,limit)") { transaction, _ in
            _ = try await transaction.result(transaction.stampExpiredKeys(at: TwoTenants.farAhead, limit: 9))
        },
        write("noteExpiringKeys(at now,until soon,limit)") { transaction, _ in
            let (now, soon) = (Instant(microseconds: 0), TwoTenants.farAhead)
            _ = try await transaction.result(transaction.noteExpiringKeys(at: now, until: soon, limit: 9))
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
        write("insert(_ request)") { $0.insert(LimitRequest.example(of: $1, ID(bits: 99))) },
        write("decide(_ request)") { $0.decide(.example(of: $1, $1.limitRequest)) },
        write("save(_ connection)") { transaction, _ in
            transaction.save(.example)
        },
        write("deleteSignOnConnection()") { transaction, _ in
            transaction.deleteSignOnConnection()
        },
        write("insertSignOnUser(_ user,of issuer,_ subject,at now)") { transaction, owner in
            transaction.insertSignOnUser(owner.user, of: "https://login.tenant.example", "b", at: TwoTenants.farAhead)
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
        TenantStatement(
            signature: "state(of other)",
            ask: .exempt("turns the setting itself, with which it names the tenant")
        ),
        TenantStatement(
            signature: "asPerson(_ user,_ body)",
            ask: .exempt("sends people's statements, in the people's role")
        ),
        TenantStatement(
            signature: "waitingAsPerson(_ user,_ body)",
            ask: .exempt("sends people's statements, in the people's role")
        ),
        TenantStatement(signature: "preset(named name)", ask: .exempt("presets are the platform's")),
        TenantStatement(signature: "versionedPreset(named name)", ask: .exempt("presets are the platform's")),
        TenantStatement(signature: "presets(_ view,after name,limit)", ask: .exempt("presets are the platform's")),
        TenantStatement(signature: "insert(_ preset)", ask: .exempt("presets are the platform's")),
        TenantStatement(signature: "update(_ preset,version)", ask: .exempt("presets are the platform's")),
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
    fileprivate static func example(
        _ id: ID<AuthorizationGroup> = ID(bits: 99),
        in tenant: ID<Tenant>
    ) -> AuthorizationGroup {
        AuthorizationGroup(
            id: id,
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

extension SignOnConnection {
    fileprivate static let example = SignOnConnection(
        issuer: "https://example.com",
        clientID: "example",
        clientSecret: nil,
        audience: nil,
        emailClaim: "email",
        groupsClaim: "groups",
        trustsEmail: false,
        createdAt: TwoTenants.farAhead,
        updatedAt: TwoTenants.farAhead,
        version: 9
    )
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

extension KeyListing {
    /// Each order, each with and without what leads to candidates, and with walks instead of what is read as a whole.
    fileprivate static func everyWay(_ owner: TwoTenants.Side) throws -> [KeyListing] {
        let search = try KeySearch(validating: "own", at: "/q")
        let filters = [
            KeyFilter(), KeyFilter(statuses: Set(KeyStatus.allCases)), KeyFilter(search: search),
            KeyFilter(group: owner.group), KeyFilter(unusedFor: ExpiryPreset("1d")),
        ]
        return KeySort.allCases.flatMap { sort in
            filters.flatMap { filter in
                [[], Set(KeyCrowd.allCases)].map { crowds in
                    var listing = KeyListing(
                        filter: filter,
                        sort: sort,
                        now: TwoTenants.farAhead,
                        latest: TwoTenants.farAhead,
                        after: nil,
                        limit: 9
                    )
                    listing.crowds = crowds
                    return listing
                }
            }
        }
    }
}

extension APIKey {
    /// The owner's key, with other facts.
    fileprivate static func example(of owner: TwoTenants.Side) -> APIKey {
        let attribution = APIKey.Attribution(at: TwoTenants.farAhead, user: nil)
        return APIKey(
            id: owner.key,
            tenant: owner.id,
            name: "example",
            description: "",
            environment: .live,
            secretPrefix: "ptn",
            kid: "example",
            scopes: [],
            group: nil,
            ipAllowlist: [],
            rateLimit: nil,
            expiresAt: nil,
            disabledAt: nil,
            revocation: APIKey.Revocation(at: TwoTenants.farAhead, reason: "test", compromised: true),
            created: attribution,
            updated: attribution,
            duplicatedFrom: nil,
            previousSecret: nil,
            version: 9
        )
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

extension LimitRequest {
    fileprivate static func example(of owner: TwoTenants.Side, _ id: ID<LimitRequest>) -> LimitRequest {
        LimitRequest(
            id: id,
            tenant: owner.id,
            requestedLimit: 99,
            reason: "example",
            createdAt: TwoTenants.farAhead,
            createdBy: owner.user,
            decision: LimitDecision(at: TwoTenants.farAhead, by: owner.user, reason: "example", grantedLimit: nil)
        )
    }
}

extension LockedTenant {
    fileprivate static func example(of owner: TwoTenants.Side) -> LockedTenant {
        let state = TenantState(
            preset: nil,
            keyLimit: 0,
            keys: KeyCounts(),
            billingDay: 1,
            suspension: nil,
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
