internal import Domain
internal import Postgres

extension Database {
    /// One for each kind of transaction.
    static let roles = [OnTenant.role, OnPerson.role, OnPlatform.role, OnVerification.role, OnFinder.role]

    /// Throws ``RolesMissing`` unless the login can work in each of the roles, and none of them can pass the walls
    /// between tenants.
    package func requireRoles() async throws {
        var problems: [String] = []
        for role in Self.roles {
            if let problem = await problem(with: role) { problems.append(problem) }
        }
        guard problems.isEmpty else { throw RolesMissing(problems: problems) }
    }

    private func problem(with role: String) async -> String? {
        do {
            let answer = try await pool.query(
                """
                SELECT rolsuper OR rolbypassrls OR EXISTS (
                    SELECT FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace
                ) AS is_powerful FROM pg_roles r WHERE rolname = current_user
                """,
                TransactionOptions(role: role, readOnly: true)
            )
            let isPowerful: Bool = try answer.one.decode("is_powerful")
            return isPowerful ? "\(role) is a superuser, bypasses row-level security or owns tables" : nil
        } catch {
            return "the login cannot become \(role): \(error)"
        }
    }
}

/// The login cannot drop to the roles that Latchkey works as.
package struct RolesMissing: Error, CustomStringConvertible {
    package let problems: [String]

    package var description: String {
        """
        \(problems.joined(separator: "; ")).
        Run `latchkey migrate` as the database's owner, which makes the roles, and grant them to this login (NOINHERIT): \
        GRANT latchkey_app, latchkey_people, latchkey_staff, latchkey_finder, latchkey_verifier TO …
        """
    }
}
