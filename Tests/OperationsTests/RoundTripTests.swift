import Domain
import Operations
import Testing

@Suite("Round trips to the database")
struct RoundTripTests {
    /// Of each operation on a tenant that it has met before. A change of this table is a change of speed.
    static let golden = """
        SignIn 3
        Authenticate 1
        Enrol 2
        SignIn, unknown address 1
        SignOut 1
        CreateTenant 4
        ReadTenant 1
        ListTenants 3
        ReadPolicy 1
        CreateGroup 2
        ReadGroup 1
        ListGroups 1
        CreateKey 2
        CreateKey with a group 2
        CreateKey, refused 2
        ReadKey 2
        ListKeys 3
        SummariseKeys 2
        RevokeKey 3
        RevokeKey, again 3
        """

    @Test("are as many for each operation as is written here")
    func table() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant("tenant-settings")
            let scope = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff).scopes[0].name
            let group = try await makeGroup(stage, tenant, "first", scope)
            let other = try await stage.makeTenant()
            let key = try await stage.makeKey(in: other)
            let session = try await SignIn(platform: stage.platform)(
                email: EmailAddress(validating: "staff@platform.example"),
                password: Sensitive(Stage.password)
            ).token
            var lines: [String] = []
            for (name, operation) in operations(stage, tenant, other, group, key, scope, session) {
                lines.append("\(name) \(try await stage.roundTrips(operation))")
            }
            #expect(lines.joined(separator: "\n") == Self.golden)
        }
    }

    @Test("are one more for a tenant that was not met before")
    func firstMeeting() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let read = { _ = try await ReadTenant(platform: stage.platform)(tenant, call: stage.staff) }
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
        people(stage, tenant, session) + tenants(stage, tenant) + groups(stage, tenant, group, scope)
            + keys(stage, tenant, other, group, key, scope)
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
            ("ReadPolicy", { _ = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff) }),
        ]
    }

    private func groups(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ group: ID<AuthorizationGroup>,
        _ scope: String
    ) -> [Operation] {
        [
            ("CreateGroup", { _ = try await makeGroup(stage, tenant, "second", scope) }),
            ("ReadGroup", { _ = try await ReadGroup(platform: stage.platform)(group, in: tenant, call: stage.staff) }),
            (
                "ListGroups",
                { _ = try await ListGroups(platform: stage.platform)(in: tenant, { PageRequest() }, call: stage.staff) }
            ),
        ]
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
        let revoke = {
            _ = try await RevokeKey(platform: stage.platform)(
                key,
                { .init(reason: nil, compromised: false) },
                in: other,
                call: stage.staff
            )
        }
        let draft = KeyDraft(name: "key", scopes: [scope])
        let grouped = KeyDraft(name: "key", authorizationGroupID: group.description)
        return [
            ("CreateKey", { _ = try await create({ draft }, in: other, call: stage.staff) }),
            ("CreateKey with a group", { _ = try await create({ grouped }, in: tenant, call: stage.staff) }),
            (
                "CreateKey, refused",
                { await #expect(throws: Failure.self) { try await create({ draft }, in: tenant, call: stage.staff) } }
            ),
            ("ReadKey", { _ = try await ReadKey(platform: stage.platform)(key, in: other, call: stage.staff) }),
            (
                "ListKeys",
                { _ = try await ListKeys(platform: stage.platform)(in: other, { .init() }, call: stage.staff) }
            ),
            ("SummariseKeys", { _ = try await SummariseKeys(platform: stage.platform)(in: other, call: stage.staff) }),
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
