import Domain
import Operations
import Postgres
import Store
import Testing
import TestSupport

/// Two tenants with rows in every table, in a database of their own.
struct TwoTenants: Sendable {
    let database: TestDatabase
    let pool: Pool
    /// Who asks.
    let stranger: Side
    /// Whose rows must not be seen.
    let owner: Side

    /// 2100: the owner's last time, so that what is told from the owner's clock can be recognised.
    static let farAhead = Instant(microseconds: 4_102_444_800_000_000)

    /// Of a row in the owner's trail alone.
    static let auditSequence: Int64 = 1000

    /// 2026-01-01, when keys were used.
    static let usageHour = Instant(microseconds: 1_767_225_600_000_000)

    /// Of whatever has a token.
    static let tokenHash = [UInt8](repeating: 5, count: 32)

    struct Side: Sendable {
        let facts: TenantFacts
        /// Its group's too.
        let name: String
        let child: ID<Tenant>
        /// The ceiling of a member, and a key's.
        let group: ID<AuthorizationGroup>
        /// Nothing uses it.
        let spareGroup: ID<AuthorizationGroup>
        let key: ID<APIKey>
        let kid: Kid
        /// The partner's admin, and its only member.
        let user: ID<User>
        let membership: ID<Membership>
        let keyLimit: Int
        /// Under which an answer is kept.
        let answer = [UInt8](repeating: 7, count: 32)
        let limitRequest: ID<LimitRequest> = ID(bits: 5)

        var id: ID<Tenant> { facts.id }

        /// Of everything that its directory says, and of an invitation.
        var directory: ID<RoleMapping> { ID(bits: UInt128(keyLimit)) }
        var invitation: ID<Invitation> { ID(bits: UInt128(keyLimit)) }
        /// Of an event and its delivery too.
        var webhook: ID<WebhookEndpoint> { ID(bits: UInt128(keyLimit)) }
    }

    /// Every row of the owner's and of its child's, so that any change to them shows.
    func ownersRows() async throws -> String {
        let tables = try await tenantTables().map { table, column in
            """
            SELECT '\(table) ' || t::text FROM \(table) t WHERE \(column) IN ('\(owner.id.uuid)', '\(owner.child.uuid)')
            """
        }
        return try await database.strings(tables.joined(separator: " UNION ALL ")).sorted().joined(separator: "\n")
    }

    /// Every table that holds tenants' rows, with the column that says whose. (People's may mention a tenant, or none.)
    func tenantTables() async throws -> [(table: String, column: String)] {
        let tables = try await database.strings(
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                AND a.attnotnull
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1
            """
        )
        return tables.map { ($0, "tenant_id") } + [("tenants", "id")]
    }
}

extension ID {
    /// As SQL writes it.
    var uuid: String {
        let hex = Hex.encode(bytes)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
            String(hex.dropFirst(range.lowerBound).prefix(range.count))
        }
        return parts.joined(separator: "-")
    }
}

/// Lends two tenants, made through the operations that make tenants.
func withTwoTenants<Result>(_ body: (TwoTenants) async throws -> Result) async throws -> Result {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = 4
        let pool = Pool(configuration: configuration, logger: .silent)
        do {
            let result = try await body(try await makeTwoTenants(database, pool))
            await pool.close()
            return result
        } catch {
            await pool.close()
            throw error
        }
    }
}

private func makeTwoTenants(_ database: TestDatabase, _ pool: Pool) async throws -> TwoTenants {
    let platform = Platform(
        database: Database(pool: pool),
        peppers: try .test,
        passwords: PasswordHasher(cost: PasswordHasher.Cost(logN: 4, r: 8, p: 1))
    )
    let stranger = try await makeSide("stranger", keyLimit: 60, platform, pool)
    let owner = try await makeSide("owner", keyLimit: 77, platform, pool)
    try await database.run("UPDATE tenant_state SET last_now = \(TwoTenants.farAhead) WHERE tenant_id = \(owner.id)")
    try await addRows(to: owner, database)
    try await addDirectory(to: owner, database)
    // Besides, so that the owner's can be told by their number.
    try await database.run(
        """
        INSERT INTO scim_users (tenant_id, id, user_id, user_name_folded, attributes, created_at, updated_at)
        SELECT tenant_id, \(ID<DirectoryUser>(bits: 6)), id, 'second', '{}', created_at, updated_at FROM scim_users
        """
    )
    try await database.run(
        """
        INSERT INTO scim_groups (tenant_id, id, display_name, created_at, updated_at)
        SELECT tenant_id, \(ID<DirectoryGroup>(bits: 6)), 'second', created_at, updated_at FROM scim_groups
        """
    )
    try await addDirectory(to: stranger, database)
    try await addWebhooks(to: owner, database)
    try await addWebhooks(to: stranger, database)
    try await addEndpoint(ID(bits: 6), for: "key_limit.raised", to: owner, database)
    try await addEvent(ID(bits: 6), to: owner, database)
    try await use(owner.group, of: owner, database)
    // With other ids, so that what is found by the owner's is the owner's.
    try await addRows(to: stranger, database, answer: [UInt8](repeating: 6, count: 32), limitRequest: ID(bits: 4))
    try await database.run(
        "INSERT INTO usage_totals (tenant_id, key_id, requests) VALUES (\(owner.id), \(ID<APIKey>(bits: 0)), 3)"
    )
    for side in [stranger, owner] { try await addCheckpoint(to: side, database) }
    try await addAuditRow(to: owner, database)
    try await database.run("UPDATE keys SET expires_at = NULL WHERE tenant_id = \(stranger.id)")
    try await database.run(
        "UPDATE memberships SET expires_at = \(TwoTenants.farAhead) WHERE tenant_id = \(stranger.id)"
    )
    return TwoTenants(database: database, pool: pool, stranger: stranger, owner: owner)
}

/// A key and a member for a group, which partners' keys do not have, and members not from the operations above.
private func use(_ group: ID<AuthorizationGroup>, of side: TwoTenants.Side, _ database: TestDatabase) async throws {
    try await database.run(
        "UPDATE keys SET group_id = \(group), scopes = '{}' WHERE tenant_id = \(side.id) AND id = \(side.key)"
    )
    try await database.run("UPDATE keys SET created_by = \(side.user) WHERE tenant_id = \(side.id)")
    for table in ["memberships", "invitations", "role_mappings"] {
        try await database.run(
            "UPDATE \(unsafeSQL: table) SET authorization_group_id = \(group) WHERE tenant_id = \(side.id)"
        )
    }
}

/// Rows that the operations above do not make.
private func addRows(
    to side: TwoTenants.Side,
    _ database: TestDatabase,
    answer: [UInt8]? = nil,
    limitRequest: ID<LimitRequest>? = nil
) async throws {
    let hour = TwoTenants.usageHour
    try await database.run(
        """
        INSERT INTO idempotency (tenant_id, id, created_at, pepper_id, body_mac, answer)
        VALUES (\(side.id), \(Bytes(answer ?? side.answer)), \(hour), 1, \(Bytes([1])), \(Bytes([1])))
        """
    )
    try await database.run(
        """
        INSERT INTO limit_requests (tenant_id, id, status, requested_limit, reason, created_at, created_by)
        VALUES (\(side.id), \(limitRequest ?? side.limitRequest), 'PENDING', 99, 'test', \(hour), \(side.user))
        """
    )
    try await database.run(
        """
        INSERT INTO usage_hours (tenant_id, key_id, hour, outcome, process, count, added)
        VALUES (\(side.id), \(side.key), \(hour), 'VALID', \(side.user), 3, 3)
        """
    )
    try await database.run(
        """
        INSERT INTO usage_details (tenant_id, key_id, hour, kind, value, process, count)
        VALUES (\(side.id), \(side.key), \(hour), 'SCOPES', '', \(side.user), 2)
        """
    )
    try await database.run(
        "INSERT INTO usage_merged (tenant_id, hour, process) VALUES (\(side.id), 'epoch', \(side.user))"
    )
    try await database.run(
        """
        INSERT INTO usage_days (tenant_id, key_id, day, outcome, count)
        VALUES (\(side.id), \(side.key), '2026-01-01', 'VALID', 3)
        """
    )
    try await database.run(
        """
        INSERT INTO usage_totals (tenant_id, key_id, requests, last_used_at)
        VALUES (\(side.id), \(side.key), 3, \(hour))
        """
    )
}

/// Who may come in, and what a directory says of them.
private func addDirectory(to side: TwoTenants.Side, _ database: TestDatabase) async throws {
    let (at, directory, by) = (TwoTenants.usageHour, side.directory, side.user)
    let hash = Bytes(TwoTenants.tokenHash)
    let rows: [Query] = [
        """
        INSERT INTO invitations (tenant_id, id, email, role, token_hash, created_at, created_by, expires_at)
        VALUES (\(side.id), \(directory), 'invited@tenant.example', 'MEMBER', \(hash), \(at), \(by), \(at))
        """,
        """
        INSERT INTO role_mappings (tenant_id, id, directory_group, role, created_at, created_by)
        VALUES (\(side.id), \(directory), '*', 'MEMBER', \(at), \(by))
        """,
        """
        INSERT INTO directory_credentials (tenant_id, id, name, token_hash, created_at, created_by)
        VALUES (\(side.id), \(directory), 'directory', \(hash), \(at), \(by))
        """,
        """
        INSERT INTO scim_users (tenant_id, id, user_id, user_name_folded, external_id, attributes, created_at, updated_at)
        VALUES (\(side.id), \(directory), \(by), \(side.name), \(side.name), '{}', \(at), \(at))
        """,
        """
        INSERT INTO scim_groups (tenant_id, id, display_name, created_at, updated_at)
        VALUES (\(side.id), \(directory), \(side.name), \(at), \(at))
        """,
        """
        INSERT INTO scim_group_members (tenant_id, group_id, scim_user_id)
        VALUES (\(side.id), \(directory), \(directory))
        """,
        """
        INSERT INTO sso_connections (tenant_id, issuer, client_id, email_claim, groups_claim, trusts_email, created_at,
            updated_at)
        VALUES (\(side.id), 'https://login.tenant.example', \(side.name), 'email', 'groups', false, \(at), \(at))
        """,
        """
        INSERT INTO sso_identities (tenant_id, issuer, subject, user_id, created_at)
        VALUES (\(side.id), 'https://login.tenant.example', 'a', \(by), \(at))
        """,
    ]
    for row in rows { try await database.run(row) }
}

private func addEndpoint(
    _ id: ID<WebhookEndpoint>,
    for event: String = "api_key.created",
    to side: TwoTenants.Side,
    _ database: TestDatabase
) async throws {
    let (at, secret) = (TwoTenants.usageHour, Bytes([1]))
    try await database.run(
        """
        INSERT INTO webhook_endpoints (tenant_id, id, url, description, events, pepper_id, secret, failures, failing_since,
            created_at, created_by, updated_at)
        VALUES (\(side.id), \(id), 'https://hooks.example', '', ARRAY[\(event)], 1, \(secret), 3, \(at), \(at),
            \(side.user), \(at))
        """
    )
}

private func addEvent(_ id: ID<AuditEvent>, to side: TwoTenants.Side, _ database: TestDatabase) async throws {
    try await database.run(
        """
        INSERT INTO outbox (tenant_id, id, type, at, body)
        VALUES (\(side.id), \(id), 'api_key.created', \(TwoTenants.usageHour), '{}')
        """
    )
}

/// An event on its way to an endpoint, sent once in vain.
private func addWebhooks(to side: TwoTenants.Side, _ database: TestDatabase) async throws {
    let (id, at) = (side.webhook, TwoTenants.usageHour)
    try await addEndpoint(id, to: side, database)
    try await addEvent(ID(bits: id.bits), to: side, database)
    try await database.run(
        """
        INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at, due_at, attempts, claims)
        VALUES (\(side.id), \(id), \(id), \(id), \(at), \(at), 1, 7)
        """
    )
    try await database.run(
        """
        INSERT INTO delivery_attempts (tenant_id, delivery_id, number, at, took_ms, outcome, request_headers)
        VALUES (\(side.id), \(id), 1, \(at), 5, 'TIMED_OUT', '')
        """
    )
}

private func makeSide(_ name: String, keyLimit: Int, _ platform: Platform, _ pool: Pool) async throws -> TwoTenants.Side
{
    let call = Call(actor: .staff, reason: .success("test"))
    let display = try DisplayName(validating: name)
    let make = CreateTenant(platform: platform)
    let tenant = try await make(
        { .init(name: display, kind: .partner, parent: nil, policy: "partner-portal", keyLimit: keyLimit) },
        call: call
    ).outcome
    let child = try await make(
        { .init(name: display, kind: .business, parent: tenant.id, policy: "merchant-portal", keyLimit: nil) },
        call: call
    ).outcome
    let user = try await Enrol(platform: platform)(
        email: EmailAddress(validating: "\(name)@tenant.example"),
        name: display,
        password: Password(validating: "correct horse battery"),
        as: .partnerAdmin,
        in: tenant.id,
        call: call
    )
    let makeGroup = CreateGroup(platform: platform)
    let draft = { GroupDraft(name: $0, type: "TENANT_API_KEY", scopes: ["reports:read"]) }
    let group = try await makeGroup({ draft(name) }, in: tenant.id, call: call).outcome
    let spareGroup = try await makeGroup({ draft("spare") }, in: tenant.id, call: call).outcome
    let key = try await CreateKey(platform: platform)(
        { KeyDraft(name: name, scopes: ["reports:read"]) },
        in: tenant.id,
        call: call
    ).outcome
    let facts = try await Database(pool: pool).onTenant(tenant.id) { try await $0.result($0.facts()) }
    let memberships = try await Database(pool: pool).readPerson(user.id) { $0.memberships() }
    return TwoTenants.Side(
        facts: try #require(facts),
        name: name,
        child: child.id,
        group: group.id,
        spareGroup: spareGroup.id,
        key: key.view.key.id,
        kid: key.secret.kid,
        user: user.id,
        membership: try #require(memberships.first).id,
        keyLimit: keyLimit
    )
}

extension Actor {
    static var staff: Actor {
        Actor(
            user: User(id: ID(bits: 7), email: "staff@platform.example", name: "Staff"),
            platformRole: .superUser,
            memberships: [],
            session: ID(bits: 8),
            now: Instant(microseconds: 0)
        )
    }
}

private func addCheckpoint(to side: TwoTenants.Side, _ database: TestDatabase) async throws {
    try await database.run(
        """
        INSERT INTO audit_checkpoints (tenant_id, seq, kind, head, at, signer, signature)
        SELECT tenant_id, 1, 'HEAD', audit_head, created_at, 'signer', audit_head || audit_head FROM tenant_state
        WHERE tenant_id = \(side.id)
        """
    )
}

/// With a number that nobody else's has, and far ahead.
private func addAuditRow(to side: TwoTenants.Side, _ database: TestDatabase) async throws {
    try await database.run(
        """
        INSERT INTO audit_events (tenant_id, seq, id, at, action, actor_id, object, row, hash)
        SELECT tenant_id, \(TwoTenants.auditSequence), \(ID<AuditEvent>(bits: 8)), \(TwoTenants.farAhead), 'far.ahead',
            \(side.user), 'far', '{}', audit_head FROM tenant_state WHERE tenant_id = \(side.id)
        """
    )
}
