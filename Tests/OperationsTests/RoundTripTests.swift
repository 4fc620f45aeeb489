import Domain
import Operations
import Testing

@Suite("Round trips to the database")
struct RoundTripTests {
    /// Of each operation on a tenant that it has met before. A change of this table is a change of speed. The first time in a
    /// minute that staff read something of a tenant takes two more, which note that they did.
    static let golden = """
        SignIn 5
        Authenticate 1
        Enrol 2
        SignIn, unknown address 1
        SignOut 2
        CreateTenant 4
        ReadTenant 3
        ListTenants 5
        EditTenant 2
        SuspendTenant 3
        ResumeTenant 2
        ReadPolicy 1
        ReadPolicy, by its people 1
        EditPolicy 2
        CreatePreset 2
        ReadPreset 1
        ListPresets 1
        EditPreset 2
        CreateGroup 2
        ReadGroup 3
        ListGroups 1
        EditGroup 2
        EditGroup, nothing changed 2
        CreateGroup and DeleteGroup 6
        CreateKey 2
        CreateKey with an idempotency key 2
        CreateKey, answered again 2
        CreateKey with a group 2
        CreateKey, refused 2
        ReadKey 4
        ReadKey, by its people 2
        ListKeys 3
        SummariseKeys 2
        ReadKeyLimit 4
        RaiseLimit 3
        RaiseLimit, to what it is 3
        RequestLimit 3
        ListLimitRequests 2
        ListAllLimitRequests 6
        ListAuditEvents of all tenants 5
        ListLimitRequests and DecideLimitRequest 5
        EditKey, its group 4
        DuplicateKey with a group 4
        EditKey 3
        DisableKey 4
        DisableKey, again 4
        EnableKey 3
        RotateKey 4
        DuplicateKey 3
        RevokeKey 4
        RevokeKey, again 4
        """

    @Test("are as many for each operation as is written here")
    func table() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant("tenant-settings")
            let scope = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff).value.scopes[0]
                .name
            let group = try await makeGroup(stage, tenant, "first", scope)
            let other = try await stage.makeTenant()
            try await makePreset(stage, "first")
            let key = try await stage.makeKey(in: other)
            let grouped = try await CreateKey(platform: stage.platform)(
                { KeyDraft(name: "key", authorizationGroupID: group.description) },
                in: tenant,
                call: stage.staff
            ).outcome.view.key.id
            let second = try await makeGroup(stage, tenant, "other", scope)
            let session = try await SignIn(platform: stage.platform)(
                email: EmailAddress(validating: "staff@platform.example"),
                password: Sensitive(Stage.password)
            ).token
            var lines: [String] = []
            let operations =
                operations(stage, tenant, other, group, key, scope, session)
                + groupedKeys(stage, tenant, grouped, second) + keyChanges(stage, other, key)
            for (name, operation) in operations {
                lines.append("\(name) \(try await stage.roundTrips(operation))")
            }
            #expect(lines.joined(separator: "\n") == Self.golden)
        }
    }

    @Test("are one more for a tenant that was not met before")
    func firstMeeting() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let read = { _ = try await ReadTenant(platform: stage.platform)(tenant, call: admin(of: tenant)) }
            let first = try await stage.roundTrips(read)
            let second = try await stage.roundTrips(read)
            #expect(first == second + 1)
        }
    }

    private typealias Operation = (name: String, run: () async throws -> Void)

    private func operations(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ other: ID<Tenant>,
        _ group: ID<AuthorizationGroup>,
        _ key: ID<APIKey>,
        _ scope: String,
        _ session: Sensitive<String>
    ) -> [Operation] {
        people(stage, tenant, session) + tenants(stage, tenant) + policies(stage, tenant)
            + groups(stage, tenant, group, scope)
            + keys(stage, tenant, other, group, key, scope) + limits(stage, other)
    }

    private func people(_ stage: Stage, _ tenant: ID<Tenant>, _ session: Sensitive<String>) -> [Operation] {
        let signIn = { (email: String) in
            try await SignIn(platform: stage.platform)(
                email: EmailAddress(validating: email),
                password: Sensitive(Stage.password)
            )
        }
        let enrol = {
            _ = try await Enrol(platform: stage.platform)(
                email: EmailAddress(validating: "member@tenant.example"),
                name: DisplayName(validating: "Member"),
                password: Password(validating: Stage.password),
                as: .member,
                in: tenant,
                call: stage.staff
            )
        }
        return [
            ("SignIn", { _ = try await signIn("staff@platform.example") }),
            ("Authenticate", { _ = try await Authenticate(platform: stage.platform)(token: session) }),
            ("Enrol", { try await enrol() }),
            (
                "SignIn, unknown address",
                { await #expect(throws: Failure.self) { try await signIn("no@platform.example") } }
            ),
            ("SignOut", { try await SignOut(platform: stage.platform)(stage.staff) }),
        ]
    }

    private func tenants(_ stage: Stage, _ tenant: ID<Tenant>) -> [Operation] {
        [
            ("CreateTenant", { _ = try await stage.makeTenant() }),
            ("ReadTenant", { _ = try await ReadTenant(platform: stage.platform)(tenant, call: stage.staff) }),
            ("ListTenants", { _ = try await ListTenants(platform: stage.platform)(PageRequest(), call: stage.staff) }),
        ] + tenantChanges(stage, tenant)
    }

    private func tenantChanges(_ stage: Stage, _ tenant: ID<Tenant>) -> [Operation] {
        let (platform, staff) = (stage.platform, stage.staff)
        let rename = {
            let name = try DisplayName(validating: "Renamed")
            _ = try await EditTenant(platform: platform)(
                tenant,
                { .init(name: name, expectedVersion: .any) },
                call: staff
            )
        }
        let suspend = {
            _ = try await SuspendTenant(platform: platform)(
                tenant,
                { .init(reason: nil, expectedVersion: nil) },
                call: staff
            )
        }
        let resume = { _ = try await ResumeTenant(platform: platform)(tenant, ifMatch: { nil }, call: staff) }
        return [("EditTenant", rename), ("SuspendTenant", suspend), ("ResumeTenant", resume)]
    }

    private func policies(_ stage: Stage, _ tenant: ID<Tenant>) -> [Operation] {
        let edit = {
            _ = try await EditPolicy(platform: stage.platform)(
                of: tenant,
                { .init(edit: PolicyEdit(["secret_prefix": "own"]), expectedVersion: .any) },
                call: stage.staff
            )
        }
        let editPreset = {
            _ = try await EditPreset(platform: stage.platform)(
                "second",
                { PresetEdit(offeredToPartners: true, expectedVersion: .any) },
                call: stage.staff
            )
        }
        return [
            ("ReadPolicy", { _ = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff) }),
            (
                "ReadPolicy, by its people",
                { _ = try await ReadPolicy(platform: stage.platform)(of: tenant, call: admin(of: tenant)) }
            ),
            ("EditPolicy", edit),
            ("CreatePreset", { try await makePreset(stage, "second") }),
            ("ReadPreset", { _ = try await ReadPreset(platform: stage.platform)("second", call: stage.staff) }),
            (
                "ListPresets",
                { _ = try await ListPresets(platform: stage.platform)({ PageRequest() }, call: stage.staff) }
            ),
            ("EditPreset", editPreset),
        ]
    }

    private func makePreset(_ stage: Stage, _ name: String) async throws {
        let policy = try #require(Preset.shipped.last).policy.json
        _ = try await CreatePreset(platform: stage.platform)(
            { PresetDraft(name: name, tenantKind: "BUSINESS", policy: policy) },
            call: stage.staff
        )
    }

    private func groups(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ group: ID<AuthorizationGroup>,
        _ scope: String
    ) -> [Operation] {
        let edit = { (name: String) in
            _ = try await EditGroup(platform: stage.platform)(
                group,
                { GroupEdit(name: name, expectedVersion: .any) },
                in: tenant,
                call: stage.staff
            )
        }
        let makeAndDelete = {
            let spare = try await makeGroup(stage, tenant, "spare", scope)
            _ = try await DeleteGroup(platform: stage.platform)(spare, { nil }, in: tenant, call: stage.staff)
        }
        return [
            ("CreateGroup", { _ = try await makeGroup(stage, tenant, "second", scope) }),
            ("ReadGroup", { _ = try await ReadGroup(platform: stage.platform)(group, in: tenant, call: stage.staff) }),
            (
                "ListGroups",
                { _ = try await ListGroups(platform: stage.platform)(in: tenant, { .init() }, call: stage.staff) }
            ),
            ("EditGroup", { try await edit("renamed") }),
            ("EditGroup, nothing changed", { try await edit("renamed") }),
            ("CreateGroup and DeleteGroup", makeAndDelete),
        ]
    }

    private func limits(_ stage: Stage, _ tenant: ID<Tenant>) -> [Operation] {
        let platform = stage.platform
        let reason = { try LimitReason(validating: "test") }
        let raise = { (limit: Int) in
            _ = try await RaiseLimit(platform: platform)(
                { .init(limit: limit, reason: try reason(), expectedVersion: nil) },
                of: tenant,
                call: stage.staff
            )
        }
        let ask = {
            try await RequestLimit(platform: platform)(
                { .init(requestedLimit: 50, reason: try reason()) },
                for: tenant,
                call: admin(of: tenant)
            ).outcome.request.id
        }
        let pending = {
            let page = try await ListLimitRequests(platform: platform)(of: tenant, { .init() }, call: stage.staff)
            return try #require(page.elements.first).request.id
        }
        let approve = {
            _ = try await DecideLimitRequest(platform: platform)(
                try await pending(),
                { .init(ruling: .approve(limit: nil), reason: try reason(), expectedVersion: nil) },
                of: tenant,
                call: stage.staff
            )
        }
        let list = ListAllLimitRequests(platform: platform)
        let trails = ListAuditEvents(platform: platform)
        let all = ListAuditEvents.Input(tenants: .all)
        return [
            ("ReadKeyLimit", { _ = try await ReadKeyLimit(platform: platform)(of: tenant, call: stage.staff) }),
            ("RaiseLimit", { try await raise(30) }),
            ("RaiseLimit, to what it is", { try await raise(30) }),
            ("RequestLimit", { _ = try await ask() }),
            ("ListLimitRequests", { _ = try await pending() }),
            ("ListAllLimitRequests", { _ = try await list({ .init() }, call: stage.staff) }),
            ("ListAuditEvents of all tenants", { _ = try await trails(of: nil, { all }, call: stage.staff) }),
            ("ListLimitRequests and DecideLimitRequest", { try await approve() }),
        ]
    }

    private func admin(of tenant: ID<Tenant>) -> Call {
        let user = User(id: ID(bits: 7), email: "admin@tenant.example", name: "Admin")
        let membership = Membership(id: ID(bits: 8), tenant: tenant, role: .businessAdmin)
        let session: ID<Session> = ID(bits: 9)
        return Call(
            actor: Actor(
                user: user,
                platformRole: nil,
                memberships: [membership],
                session: session,
                now: Instant(microseconds: 0)
            )
        )
    }

    private func keys(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ other: ID<Tenant>,
        _ group: ID<AuthorizationGroup>,
        _ key: ID<APIKey>,
        _ scope: String
    ) -> [Operation] {
        let create = CreateKey(platform: stage.platform)
        let draft = KeyDraft(name: "key", scopes: [scope])
        let repeatable = Call(
            actor: stage.staff.actor,
            reason: .success("test"),
            idempotency: Result { () throws(Failure) in
                try IdempotentRequest(key: "one", method: "POST", path: "/v1/tenants/\(other)/keys", body: [])
            }
        )
        let grouped = KeyDraft(name: "key", authorizationGroupID: group.description)
        return [
            ("CreateKey", { _ = try await create({ draft }, in: other, call: stage.staff) }),
            ("CreateKey with an idempotency key", { _ = try await create({ draft }, in: other, call: repeatable) }),
            ("CreateKey, answered again", { _ = try await create({ draft }, in: other, call: repeatable) }),
            ("CreateKey with a group", { _ = try await create({ grouped }, in: tenant, call: stage.staff) }),
            (
                "CreateKey, refused",
                { await #expect(throws: Failure.self) { try await create({ draft }, in: tenant, call: stage.staff) } }
            ),
            ("ReadKey", { _ = try await ReadKey(platform: stage.platform)(key, in: other, call: stage.staff) }),
            (
                "ReadKey, by its people",
                { _ = try await ReadKey(platform: stage.platform)(key, in: other, call: admin(of: other)) }
            ),
            (
                "ListKeys",
                { _ = try await ListKeys(platform: stage.platform)(in: other, { .init() }, call: stage.staff) }
            ),
            ("SummariseKeys", { _ = try await SummariseKeys(platform: stage.platform)(in: other, call: stage.staff) }),
        ]
    }

    private func groupedKeys(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ key: ID<APIKey>,
        _ group: ID<AuthorizationGroup>
    ) -> [Operation] {
        let regroup = KeyEdit(authorizationGroupID: group.description)
        return [
            (
                "EditKey, its group",
                {
                    _ = try await EditKey(platform: stage.platform)(
                        key,
                        { .init(edit: regroup, expectedVersion: .any) },
                        in: tenant,
                        call: stage.staff
                    )
                }
            ),
            (
                "DuplicateKey with a group",
                {
                    _ = try await DuplicateKey(platform: stage.platform)(
                        key,
                        { .init() },
                        in: tenant,
                        call: stage.staff
                    )
                }
            ),
        ]
    }

    private func keyChanges(_ stage: Stage, _ tenant: ID<Tenant>, _ key: ID<APIKey>) -> [Operation] {
        let (platform, call) = (stage.platform, stage.staff)
        let edit = KeyEdit(name: "another name")
        let disable = { _ = try await DisableKey(platform: platform)(key, ifMatch: { nil }, in: tenant, call: call) }
        let revocation = RevokeKey.Input(reason: nil, compromised: false)
        let revoke = { _ = try await RevokeKey(platform: platform)(key, { revocation }, in: tenant, call: call) }
        return [
            (
                "EditKey",
                {
                    _ = try await EditKey(platform: platform)(
                        key,
                        { .init(edit: edit, expectedVersion: .any) },
                        in: tenant,
                        call: call
                    )
                }
            ),
            ("DisableKey", disable),
            ("DisableKey, again", disable),
            (
                "EnableKey",
                { _ = try await EnableKey(platform: platform)(key, ifMatch: { nil }, in: tenant, call: call) }
            ),
            (
                "RotateKey",
                {
                    _ = try await RotateKey(platform: platform)(
                        key,
                        { .init(draft: RotationDraft()) },
                        in: tenant,
                        call: call
                    )
                }
            ),
            (
                "DuplicateKey",
                { _ = try await DuplicateKey(platform: platform)(key, { .init() }, in: tenant, call: call) }
            ),
            ("RevokeKey", revoke),
            ("RevokeKey, again", revoke),
        ]
    }

    @discardableResult
    private func makeGroup(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ name: String,
        _ scope: String
    ) async throws -> ID<AuthorizationGroup> {
        try await CreateGroup(platform: stage.platform)(
            { GroupDraft(name: name, type: "TENANT_API_KEY", scopes: [scope]) },
            in: tenant,
            call: stage.staff
        ).outcome.id
    }
}
