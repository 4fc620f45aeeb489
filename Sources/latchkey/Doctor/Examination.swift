import Domain
import Operations
import Postgres
import Store

/// The checks of `latchkey doctor`, each of which goes on when another one fails.
struct Examination {
    private let installation: Installation

    init(_ installation: Installation) {
        self.installation = installation
    }

    func findings() async -> [Finding] {
        var findings = [Finding("configuration", .fine("every setting can be read")), peppers, breachedPasswords]
        let database = await check("database") { try await server() }
        findings.append(database)
        guard !database.isWrong else { return findings }
        let version = await check("schema") { try await schema() }
        findings.append(version)
        findings.append(await check("roles") { try await roles() })
        // Of another version it would be another one.
        if !version.isWrong {
            findings.append(await check("row-level security") { try await walls() })
            findings.append(await check("pepper use") { try await pepperUse() })
        }
        findings.append(await check("clock") { try await clock() })
        findings.append(await check("staff") { try await staff() })
        return findings
    }

    private func check(_ subject: String, _ body: () async throws -> Finding.Outcome) async -> Finding {
        do {
            return Finding(subject, try await body())
        } catch {
            return Finding(subject, .wrong("\(error)"))
        }
    }

    private var peppers: Finding {
        let all = installation.database.peppers.all
        let numbers = all.map { "\($0.id)" }.joined(separator: ", ")
        return Finding(
            "peppers",
            .fine("\(all.count) configured (\(numbers)), new keys are hashed with number \(all[0].id)")
        )
    }

    private func pepperUse() async throws -> Finding.Outcome {
        PepperReport(
            configured: installation.database.peppers.all.map(\.id),
            uses: try await CountPepperUses(platform: installation.platform())()
        ).outcome
    }

    private var breachedPasswords: Finding {
        let list = installation.settings.breachedPasswords
        return Finding(
            "breached passwords",
            .fine(list?.description ?? "none are known; name a list of them in LATCHKEY_BREACHED_PASSWORDS")
        )
    }

    private func server() async throws -> Finding.Outcome {
        let number: Int32 = try await read(
            "SELECT current_setting('server_version_num')::integer AS value"
        )
        guard number >= 150_000 else {
            return .wrong("PostgreSQL \(number / 10_000) is too old. Latchkey needs 15 or later.")
        }
        return .fine("PostgreSQL \(number / 10_000).\(number % 10_000) answers")
    }

    private func schema() async throws -> Finding.Outcome {
        try await installation.migrator.requireCurrent()
        return .fine("version \(try await installation.migrator.version())")
    }

    private func roles() async throws -> Finding.Outcome {
        let repairs = try await installation.store.roleRepairs()
        guard repairs.isEmpty else {
            return .wrong("they can do more than they were made for. \(advice(repairs, to: "a superuser"))")
        }
        try await installation.store.requireRoles()
        return .fine("the login can work in each, and none of them passes the walls")
    }

    private func walls() async throws -> Finding.Outcome {
        let repairs = try await installation.store.wallRepairs()
        guard repairs.isEmpty else {
            return .wrong("not as the migrations made it. \(advice(repairs, to: "the tables' owner"))")
        }
        return .fine("in force on every table of tenants and people, with its policies and grants unchanged")
    }

    private func advice(_ statements: [String], to whom: String) -> String {
        "As \(whom), run: \(statements.map { $0 + ";" }.joined(separator: " "))"
    }

    private func clock() async throws -> Finding.Outcome {
        let asked = SystemClock.now()
        let told: Timestamp = try await read("SELECT clock_timestamp() AS value")
        let answered = SystemClock.now()
        let difference =
            Instant(microseconds: told.microseconds)
            - Instant(
                microseconds: (asked.microseconds + answered.microseconds) / 2
            )
        let seconds = abs(difference / .seconds(1))
        guard seconds < 2 else {
            return .wrong("this machine's differs from the database's by \(Int(seconds)) s. Set both by NTP.")
        }
        return .fine("within 2 s of the database's")
    }

    private func staff() async throws -> Finding.Outcome {
        let enabled = try await ListStaff(platform: installation.platform())().filter { !$0.isDisabled }
        guard enabled.contains(where: { $0.role == .superUser }) else {
            return .fine("no SUPER_USER can sign in; make one: latchkey admin create")
        }
        let lacking = enabled.count { !$0.hasSecondFactor }
        let told = "\(enabled.count) can sign in, \(lacking) of them without a second factor"
        guard installation.settings.staffNeedSecondFactor else {
            return .fine("\(told); LATCHKEY_STAFF_SECOND_FACTOR=true asks for one")
        }
        return .fine(lacking == 0 ? told : "\(told), who have no role until they set one up")
    }

    private func read<Value: PostgresDecodable>(_ query: Query) async throws -> Value {
        try await installation.pool.read(query)[0].decode("value")
    }
}
