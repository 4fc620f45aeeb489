import Testing

extension ProgramTests {
    @Suite("latchkey doctor")
    struct DoctorTests {
        @Test("an installation that is in order is told so, check by check")
        func fine() async throws {
            try await withInstallation(seeded: true) { installation in
                let alone = try await installation.run("doctor")
                #expect(alone.status == 0, "\(alone.all)")
                for subject in [
                    "configuration", "peppers", "breached passwords", "database", "schema", "roles",
                    "row-level security", "pepper use", "durability", "clock", "staff",
                ] { #expect(alone.output.contains("ok     \(subject): "), "\(subject)") }
                try await installation.serving { _ in
                    let beside = try await installation.run("doctor")
                    #expect(beside.status == 0 && beside.output == alone.output, "\(beside.all)")
                }
            }
        }

        @Test("how many of the staff have no second factor, and what that means where they need one")
        func staff() async throws {
            try await withInstallation(seeded: true) { installation in
                let plain = try await installation.run("doctor")
                let found = try #require(plain.output.firstMatch(of: /staff: (\d+) can sign in, (\d+) of them without/))
                #expect(found.1 == found.2 && plain.output.contains("LATCHKEY_STAFF_SECOND_FACTOR=true asks for one"))
                let strict = try await installation.with(["LATCHKEY_STAFF_SECOND_FACTOR": "true"]).run("doctor")
                #expect(strict.status == 0 && strict.output.contains("who have no role until"), "\(strict.all)")
            }
        }

        @Test("settings that cannot be read")
        func settings() async throws {
            try await withInstallation(["LATCHKEY_LISTEN": "8080", "LATCHKEY_LOG_LEVEL": "loud"]) { installation in
                let outcome = try await installation.run("doctor")
                #expect(outcome.status == 1 && outcome.output.contains("WRONG  configuration: "))
                #expect(outcome.output.contains("LATCHKEY_LISTEN: "), "\(outcome.all)")
                #expect(outcome.output.contains("LATCHKEY_LOG_LEVEL: "))
            }
        }

        @Test("a database that cannot be reached")
        func unreachable() async throws {
            let url = "postgresql://somebody:hunter2@localhost/latchkey?host=/nowhere"
            try await withInstallation(["DATABASE_URL": url, "LATCHKEY_PEPPERS": pepper]) { installation in
                let outcome = try await installation.run("doctor")
                #expect(outcome.status == 1 && outcome.output.contains("WRONG  database: "), "\(outcome.all)")
                #expect(outcome.output.contains("/nowhere"))
                #expect(!outcome.all.contains("hunter2") && !outcome.all.contains(pepper.dropFirst(2)))
            }
        }

        @Test("a database without a schema")
        func noSchema() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                let outcome = try await installation.run("doctor")
                #expect(outcome.status == 1 && outcome.output.contains("WRONG  schema: "), "\(outcome.all)")
                #expect(outcome.output.contains("run `latchkey migrate`"))
            }
        }

        @Test("a table whose row-level security is off, or passed by its owner")
        func walls() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                #expect(try await installation.run("migrate").status == 0)
                for change in ["DISABLE", "NO FORCE"] {
                    try await database.run("ALTER TABLE keys \(change) ROW LEVEL SECURITY")
                    let outcome = try await installation.run("doctor")
                    #expect(outcome.status == 1 && outcome.output.contains("WRONG  row-level security: "))
                    let advice = try #require(
                        outcome.output.firstMatch(of: /run: (ALTER TABLE keys .*;)/),
                        "\(outcome.all)"
                    )
                    try await database.run(String(advice.1))
                    #expect(try await installation.run("doctor").status == 0)
                }
            }
        }

        @Test("a policy, a grant or a role that is not as it was made, and how to put it right")
        func tampered() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                #expect(try await installation.run("migrate").status == 0)
                for (change, subject, advice) in Self.tamperings {
                    try await database.run(change)
                    let outcome = try await installation.run("doctor")
                    #expect(outcome.status == 1, "\(change) \(outcome.all)")
                    #expect(outcome.output.contains("WRONG  \(subject): "), "\(change) \(outcome.all)")
                    #expect(outcome.output.contains(advice), "\(change) \(outcome.all)")
                    for repairs in outcome.output.matches(of: /run: (.*;)/) {
                        try await database.run(String(repairs.1))
                    }
                    let after = try await installation.run("doctor")
                    #expect(after.status == 0, "\(change) \(after.all)")
                }
            }
        }

        /// What is changed, which check sees it, and something of what that says.
        private static let tamperings = [
            (
                "ALTER POLICY keys_tenant ON keys USING (true)", walls,
                "run: DROP POLICY keys_tenant ON keys; CREATE POLICY"
            ),
            ("DROP POLICY sessions_person ON sessions", walls, "run: CREATE POLICY sessions_person ON sessions AS"),
            ("CREATE POLICY wide ON keys TO latchkey_app USING (true)", walls, "run: DROP POLICY wide ON keys;"),
            ("ALTER POLICY keys_tenant ON keys TO PUBLIC", walls, "DROP POLICY keys_tenant ON keys;"),
            (
                "ALTER TABLE users NO FORCE ROW LEVEL SECURITY", walls,
                "run: ALTER TABLE users FORCE ROW LEVEL SECURITY;"
            ),
            (
                "GRANT DELETE ON audit_events TO latchkey_app", walls,
                "run: REVOKE DELETE ON audit_events FROM latchkey_app;"
            ),
            ("GRANT SELECT ON keys TO PUBLIC", walls, "run: REVOKE SELECT ON keys FROM PUBLIC;"),
            ("REVOKE INSERT ON keys FROM latchkey_app", walls, "run: GRANT INSERT ON keys TO latchkey_app;"),
            (
                "GRANT SELECT (password_hash) ON credentials TO latchkey_app", walls,
                "run: REVOKE SELECT (password_hash) ON credentials FROM latchkey_app;"
            ),
            ("ALTER ROLE latchkey_app BYPASSRLS", roles, "run: ALTER ROLE latchkey_app NOSUPERUSER NOBYPASSRLS"),
            ("ALTER ROLE latchkey_staff SUPERUSER", roles, "run: ALTER ROLE latchkey_staff NOSUPERUSER"),
            ("ALTER ROLE latchkey_finder LOGIN", roles, "run: ALTER ROLE latchkey_finder "),
            ("ALTER ROLE latchkey_people INHERIT", roles, "run: ALTER ROLE latchkey_people "),
            ("GRANT latchkey_staff TO latchkey_app", roles, "run: REVOKE latchkey_staff FROM latchkey_app;"),
            ("ALTER TABLE keys OWNER TO latchkey_app", roles, "run: ALTER TABLE keys OWNER TO CURRENT_USER;"),
            ("GRANT CREATE ON SCHEMA public TO latchkey_app", roles, "run: REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        ]

        private static let walls = "row-level security"
        private static let roles = "roles"

        @Test("a login that was not granted a role, or lost it")
        func roles() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                #expect(try await installation.run("migrate").status == 0)
                let plain = installation.with(database.asPlain)
                try await database.run("GRANT \(TestDatabase.roles) TO \(database.login)")
                let granted = try await plain.run("doctor")
                #expect(granted.status == 0, "\(granted.all)")
                try await database.run("REVOKE latchkey_verifier FROM \(database.login)")
                let revoked = try await plain.run("doctor")
                #expect(revoked.status == 1 && revoked.output.contains("WRONG  roles: "), "\(revoked.all)")
                #expect(revoked.output.contains("cannot become latchkey_verifier") && revoked.output.contains("GRANT "))
                #expect(!revoked.output.contains("cannot become latchkey_app"))
                #expect(!revoked.all.contains(database.password))
            }
        }

        private let pepper = "1:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
    }
}
