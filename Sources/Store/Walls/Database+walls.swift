internal import Postgres
internal import Schema

// What keeps tenants and people apart in the database, compared with what the migrations made. What differs is told as the
// statements that put it right.

extension Database {
    /// What the tables' owner would have to run for row-level security, its policies and all grants to be as they were made;
    /// nothing when they are.
    package func wallRepairs() async throws -> [String] {
        let walls = try await pool.read("\(unsafeSQL: Schema.readWalls)").map { try $0.decode("wall", as: String.self) }
        return WallRepairs.of(Set(walls), expecting: Set(Schema.walls))
    }

    /// What a superuser would have to run for the roles to be as powerless as they were made; nothing when they are.
    package func roleRepairs() async throws -> [String] {
        try await pool.read(
            """
            WITH roles AS (SELECT * FROM pg_roles WHERE rolname = ANY(\(Self.roles)))
            SELECT format(
                'ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION NOLOGIN NOINHERIT', rolname
            ) AS repair
            FROM roles
            WHERE rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin OR rolinherit
            UNION ALL
            SELECT format('REVOKE %I FROM %I', granted.rolname, roles.rolname)
            FROM roles JOIN pg_auth_members m ON m.member = roles.oid JOIN pg_roles granted ON granted.oid = m.roleid
            UNION ALL
            SELECT format('ALTER TABLE %s OWNER TO CURRENT_USER', c.oid::regclass)
            FROM roles JOIN pg_class c ON c.relowner = roles.oid WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            UNION ALL
            SELECT format('REVOKE CREATE ON SCHEMA public FROM PUBLIC, %I', rolname) FROM roles
            WHERE has_schema_privilege(oid, 'public', 'CREATE') AND NOT rolsuper
            ORDER BY repair
            """
        ).map { try $0.decode("repair") }
    }
}

/// The statements between what is there and what was made.
enum WallRepairs {
    static func of(_ found: Set<String>, expecting made: Set<String>) -> [String] {
        let added = found.subtracting(made).sorted().compactMap(reversal)
        return added + made.subtracting(found).sorted()
    }

    /// Row-level security that is in force where it need not be does no harm.
    private static func reversal(of statement: String) -> String? {
        if let grant = statement.wholeMatch(of: /GRANT (.+) TO (\S+)/) { return "REVOKE \(grant.1) FROM \(grant.2)" }
        if let policy = statement.prefixMatch(of: /CREATE (POLICY \S+ ON \S+)\s/) { return "DROP \(policy.1)" }
        return nil
    }
}
