import Postgres
import Domain
import Postgres
import Store
import Testing
import TestSupport

@testable import Operations

@Suite("What whoever holds the database does to people")
struct StaffTests {
    private let staff = "staff@platform.example"

    @Test("keeps a SUPER_USER who can sign in, also when two go at once")
    func lastSuperUser() async throws {
        try await withStage { stage in
            let alone = await #expect(throws: Failure.self) { try await stage.disable(staff) }
            #expect(alone?.code == .lastAdmin && alone?.detail.contains(staff) == true)
            for role in [Role.support, nil] {
                let demoted = await #expect(throws: Failure.self) { try await stage.setRole(role, staff) }
                #expect(demoted?.code == .lastAdmin)
            }
            // Support is no SUPER_USER, and a disabled one cannot sign in.
            try await stage.create("support@platform.example", .support)
            try await stage.create("gone@platform.example", .superUser)
            #expect(try await stage.disable("gone@platform.example"))
            let still = await #expect(throws: Failure.self) { try await stage.disable(staff) }
            #expect(still?.code == .lastAdmin)

            for round in 0..<5 {
                let pair = ["a\(round)@platform.example", "b\(round)@platform.example"]
                for email in pair { try await stage.create(email, .superUser) }
                let others = try await ListStaff(platform: stage.platform)().filter { member in
                    member.role == .superUser && !member.isDisabled && !pair.contains(member.user.email)
                }
                for other in others { try await stage.setRole(.support, other.user.email) }
                let done = await withTaskGroup(of: Bool.self) { group in
                    for email in pair { group.addTask { (try? await stage.disable(email)) ?? false } }
                    return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(done == 1)
            }
        }
    }

    @Test("waits for no tenant that somebody holds for long, since every sign-in waits meanwhile")
    func heldTenant() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            for name in ["ada", "bea"] { try await stage.enrol("\(name)@tenant.example", .businessAdmin, in: tenant) }
            try await stage.platform.database.onTenant(tenant) { transaction in
                _ = try await transaction.held(transaction.lock())
                let refused = await #expect(throws: Failure.self) { try await stage.disable("ada@tenant.example") }
                #expect(refused?.code == .unavailable)
            }
            #expect(try await stage.disable("ada@tenant.example"))
        }
    }

    @Test("leaves no tenant without an admin who stays, and names the one that would be")
    func lastAdmin() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            try await stage.enrol("ada@tenant.example", .businessAdmin, in: tenant)
            let refused = await #expect(throws: Failure.self) { try await stage.disable("ada@tenant.example") }
            #expect(refused?.code == .lastAdmin && refused?.detail.contains(tenant.description) == true)

            try await stage.enrol("bea@tenant.example", .businessAdmin, in: tenant)
            try await stage.database.run("UPDATE memberships SET expires_at = '2100-01-01'::timestamptz")
            try await stage.database.run(
                """
                UPDATE memberships SET expires_at = NULL
                WHERE user_id = (SELECT id FROM users WHERE email = 'ada@tenant.example')
                """
            )
            // An admin whose time ends does not stay.
            let again = await #expect(throws: Failure.self) { try await stage.disable("ada@tenant.example") }
            #expect(again?.code == .lastAdmin)
            #expect(try await stage.disable("bea@tenant.example"))
            try await stage.enrol("cid@tenant.example", .businessAdmin, in: tenant)
            #expect(try await stage.disable("ada@tenant.example"))
            #expect(try await stage.disable("ada@tenant.example") == false)
        }
    }

    @Test("ends their sessions, and is in the platform's audit trail, each once")
    func trail() async throws {
        try await withStage { stage in
            let email = "eve@platform.example"
            try await stage.create(email, .support)
            let first = try await stage.signIn(email)
            #expect(try await stage.setRole(.superUser, email))
            #expect(try await stage.setRole(.superUser, email) == false)
            #expect(await stage.isGood(first) == false)

            let second = try await stage.signIn(email)
            #expect(try await stage.disable(email))
            #expect(await stage.isGood(second) == false)
            #expect(try await stage.enable(email))
            #expect(try await stage.enable(email) == false)
            #expect(await stage.isGood(second) == false)

            let third = try await stage.signIn(email)
            let password = try Password(validating: "another horse battery")
            try await ResetPassword(platform: stage.platform)(password, email: EmailAddress(validating: email))
            #expect(await stage.isGood(third) == false)
            await #expect(throws: Failure.self) { try await stage.signIn(email) }
            _ = try await stage.signIn(email, password.text)

            let actions = try await stage.database.strings(
                """
                SELECT row::jsonb ->> 'action' FROM audit_events
                WHERE tenant_id = '00000000-0000-7000-8000-000000000000' ORDER BY seq
                """
            )
            #expect(actions.count { $0 == "session.end" } == 3)
            #expect(
                actions.filter { $0.hasPrefix("staff.") }.suffix(4) == [
                    "staff.set_role", "staff.disable", "staff.enable", "staff.reset_password",
                ],
                "\(actions)"
            )
            let rows = try await stage.database.strings("SELECT row FROM audit_events")
            #expect(!rows.contains { $0.contains("another horse") || $0.contains("$scrypt") })
        }
    }

    @Test("takes a lost second factor away, with its recovery codes")
    func secondFactor() async throws {
        try await withStage { stage in
            let email = "eve@platform.example"
            try await stage.create(email, .support)
            let address = try EmailAddress(validating: email)
            #expect(try await ResetSecondFactor(platform: stage.platform)(email: address) == false)
            let token = try await stage.signIn(email)
            let actor = try await Authenticate(platform: stage.platform)(token: token)
            let call = Call(actor: actor)
            let begun = try await SetUpSecondFactor(platform: stage.platform)(
                password: Sensitive(Stage.password),
                call: call,
                from: SignInClient()
            ).outcome
            _ = try await ConfirmSecondFactor(platform: stage.platform)(
                code: begun.totp.code(at: SystemClock.now().microseconds / 30_000_000),
                call: call,
                from: SignInClient()
            )
            let listed = try await ListStaff(platform: stage.platform)()
            #expect(listed.filter(\.hasSecondFactor).map(\.user.email) == [email])
            let missing = await #expect(throws: Failure.self) { try await stage.signIn(email) }
            #expect(missing?.code == .secondFactorRequired)

            #expect(try await ResetSecondFactor(platform: stage.platform)(email: address))
            #expect(await stage.isGood(token) == false)
            _ = try await stage.signIn(email)
            #expect(try await stage.database.strings("SELECT 1 FROM recovery_codes") == [])
        }
    }

    @Test("refuses an address that nobody has")
    func unknown() async throws {
        try await withStage { stage in
            let nobody = "nobody@platform.example"
            let refusals: [() async throws -> Void] = [
                { _ = try await stage.disable(nobody) }, { _ = try await stage.enable(nobody) },
                { _ = try await stage.setRole(.support, nobody) },
                { _ = try await ResetSecondFactor(platform: stage.platform)(email: EmailAddress(validating: nobody)) },
                {
                    let password = try Password(validating: "another horse battery")
                    try await ResetPassword(platform: stage.platform)(password, email: EmailAddress(validating: nobody))
                },
            ]
            for refusal in refusals {
                let failure = await #expect(throws: Failure.self) { try await refusal() }
                #expect(failure?.code == .notFound && failure?.detail.contains(nobody) == true)
            }
        }
    }
}

extension Stage {
    fileprivate func create(_ email: String, _ role: Role) async throws {
        _ = try await CreateStaff(platform: platform)(
            email: EmailAddress(validating: email),
            name: DisplayName(validating: "Test Staff"),
            role: role,
            password: Password(validating: Self.password)
        )
    }

    fileprivate func enrol(_ email: String, _ role: Role, in tenant: ID<Tenant>) async throws {
        _ = try await Enrol(platform: platform)(
            email: EmailAddress(validating: email),
            name: DisplayName(validating: "Test Person"),
            password: Password(validating: Self.password),
            as: role,
            in: tenant,
            call: staff
        )
    }

    fileprivate func disable(_ email: String) async throws -> Bool {
        try await DisablePerson(platform: platform)(email: EmailAddress(validating: email))
    }

    fileprivate func enable(_ email: String) async throws -> Bool {
        try await EnablePerson(platform: platform)(email: EmailAddress(validating: email))
    }

    @discardableResult
    fileprivate func setRole(_ role: Role?, _ email: String) async throws -> Bool {
        try await SetStaffRole(platform: platform)(role, email: EmailAddress(validating: email))
    }

    @discardableResult
    fileprivate func signIn(
        _ email: String,
        _ password: Sensitive<String> = Sensitive(Self.password)
    ) async throws -> Sensitive<String> {
        try await SignIn(platform: platform)(email: EmailAddress(validating: email), password: password).token
    }

    fileprivate func isGood(_ token: Sensitive<String>) async -> Bool {
        (try? await Authenticate(platform: platform)(token: token)) != nil
    }
}
