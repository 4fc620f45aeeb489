import Domain
import Operations
import Verification

/// Plants the demo: a tenant for each of the portals that ship, with people, a group and keys that are in use.
struct DemoSeed {
    private let platform: Platform
    /// Counts the use; whoever made it writes it.
    private let meter: UsageMeter

    init(platform: Platform, meter: UsageMeter) {
        self.platform = platform
        self.meter = meter
    }

    /// Returns the demo with its tenants.
    func plant(_ demo: Demo) async throws -> Demo {
        let call = try await begin(with: demo.staff)
        let partner = try await tenant("Northwind Partners", .partner, "partner-portal", call)
        let merchant = try await tenant("Corner Bakery", .business, "merchant-portal", parent: partner, call)
        let enterprise = try await tenant("Globex Enterprise", .business, "enterprise-dashboard", call)
        let settings = try await tenant("Initech Operations", .business, "tenant-settings", call)
        let business = try await tenant("Contoso Books", .business, "business-integrations", call)

        // Side by side: nearly all of the time goes into hashing their passwords.
        async let partnerAdmin = enrol(demo.partner, "Partner Admin", .partnerAdmin, partner, call)
        async let merchantAdmin = enrol(demo.merchant, "Merchant Admin", .businessAdmin, merchant, call)
        async let enterpriseAdmin = enrol(demo.enterprise, "Enterprise Admin", .businessAdmin, enterprise, call)
        async let settingsAdmin = enrol(demo.settings, "Settings Admin", .businessAdmin, settings, call)
        async let businessAdmin = enrol(demo.business, "Business Admin", .businessAdmin, business, call)
        async let advisor = enrol(demo.advisor, "Business Advisor", .advisor, business, call)

        try await key("Analytics export", ["merchants:read", "analytics:read"], in: partner, call)
        try await key("Till", ["payments:read"], in: merchant, call)
        try await key("Production server", ["invoices:read", "payouts:read"], in: enterprise, call)
        try await key("Sandbox", ["invoices:read"], .test, in: enterprise, call)
        try await groupAndKey(in: settings, call)
        try await key("Inventory sync", ["invoices:read"], in: business, call)
        var planted = demo
        planted.partner = try await partnerAdmin
        planted.merchant = try await merchantAdmin
        planted.enterprise = try await enterpriseAdmin
        planted.settings = try await settingsAdmin
        planted.business = try await businessAdmin
        planted.advisor = try await advisor
        return planted
    }

    private func begin(with staff: Demo.SignIn) async throws -> Call {
        let email = try EmailAddress(validating: staff.email, at: "/email")
        let password = try Password(validating: staff.password.expose())
        _ = try await CreateStaff(platform: platform)(
            email: email,
            name: try DisplayName(validating: "Platform Staff", at: "/name"),
            role: .superUser,
            password: password
        )
        let session = try await SignIn(platform: platform)(email: email, password: password.text)
        return Call(
            actor: try await Authenticate(platform: platform)(token: session.token),
            reason: .success("The demo")
        )
    }

    private func tenant(
        _ name: String,
        _ kind: TenantKind,
        _ preset: String,
        parent: ID<Tenant>? = nil,
        _ call: Call
    ) async throws -> ID<Tenant> {
        let input = CreateTenant.Input(
            name: try DisplayName(validating: name, at: "/name"),
            kind: kind,
            parent: parent,
            policy: preset,
            keyLimit: nil
        )
        return try await CreateTenant(platform: platform)({ input }, call: call).outcome.id
    }

    /// Returns the sign-in with its tenant.
    private func enrol(
        _ signIn: Demo.SignIn,
        _ name: String,
        _ role: Role,
        _ tenant: ID<Tenant>,
        _ call: Call
    ) async throws -> Demo.SignIn {
        var enrolled = signIn
        enrolled.tenant = tenant
        _ = try await Enrol(platform: platform)(
            email: EmailAddress(validating: signIn.email, at: "/email"),
            name: DisplayName(validating: name, at: "/name"),
            password: Password(validating: signIn.password.expose()),
            as: role,
            in: tenant,
            call: call
        )
        return enrolled
    }

    private func key(
        _ name: String,
        _ scopes: [String],
        _ environment: Environment = .live,
        in tenant: ID<Tenant>,
        _ call: Call
    ) async throws {
        let draft = KeyDraft(name: name, environment: environment.rawValue, scopes: scopes)
        try await create(draft, in: tenant, call)
    }

    private func create(_ draft: KeyDraft, in tenant: ID<Tenant>, _ call: Call) async throws {
        let view = try await CreateKey(platform: platform)({ draft }, in: tenant, call: call).outcome.view
        for number in 1...40 {
            let isValid = number % 10 != 0
            meter.count(isValid ? .valid : .insufficientScope, of: view.key.id, in: tenant, at: view.now)
            // Its first scope, and now and then all of them; from an office, and now and then from elsewhere.
            let question = Check.Question(
                scopes: number % 4 == 0 ? view.key.scopes : Array(view.key.scopes.prefix(1)),
                ip: IPAddress(number % 3 == 0 ? "198.51.100.7" : "192.0.2.10")
            )
            if isValid { meter.note(question, of: view.key.id, in: tenant, at: view.now) }
        }
    }

    private func groupAndKey(in tenant: ID<Tenant>, _ call: Call) async throws {
        let group = try await CreateGroup(platform: platform)(
            {
                GroupDraft(
                    name: "Read only",
                    description: "For dashboards",
                    type: GroupType.tenantAPIKey.rawValue,
                    scopes: ["invoices:read", "customers:read"]
                )
            },
            in: tenant,
            call: call
        )
        let draft = KeyDraft(name: "Mobile app", authorizationGroupID: try group.outcome.id.description)
        try await create(draft, in: tenant, call)
    }
}
