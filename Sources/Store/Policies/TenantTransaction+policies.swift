package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The rules that this tenant's keys are made under.
    package func policy() -> Reply<Policy> {
        send(selectPolicy) { rows in try Policy(row: try rows.one) }
    }

    /// The same, for whoever shows or edits them.
    package func versionedPolicy() -> Reply<Versioned<Policy>> {
        send(selectPolicy) { rows in
            let row = try rows.one
            return Versioned(try Policy(row: row), version: try row.decode("version"))
        }
    }

    private var selectPolicy: Query {
        """
        SELECT p.permission_model, p.permission_editing, p.full_access, p.scopes, p.environments, p.secret_prefix,
            p.expiry_mode, p.expiry_presets, p.expiry_default, p.expiry_max, p.date_ends, p.disable_before_revoke,
            p.rotation_grace_max, p.rotation_sets_expiry, s.key_limit, p.key_roles, p.rate_limit, p.leaked_keys,
            p.version
        FROM policies p JOIN tenant_state s ON s.tenant_id = p.tenant_id
        WHERE p.tenant_id = \(tenant)
        """
    }

    package func insert(_ policy: Policy) {
        send(
            """
            INSERT INTO policies (tenant_id, permission_model, permission_editing, full_access, scopes, environments,
                secret_prefix, expiry_mode, expiry_presets, expiry_default, expiry_max, date_ends,
                disable_before_revoke, rotation_grace_max, rotation_sets_expiry, key_roles, rate_limit, leaked_keys)
            VALUES (\(tenant), \(policy.permissionModel), \(policy.permissionEditing), \(policy.fullAccess),
                \(JSON.array(policy.scopes.map(\.json))), \(policy.environments), \(policy.secretPrefix),
                \(policy.expiryMode), \(policy.expiryPresets), \(policy.expiryDefault), \(policy.expiryMax),
                \(policy.dateEnds), \(policy.disableBeforeRevoke), \(Int32(policy.rotationGraceMax)),
                \(policy.rotationSetsExpiry), \(policy.keyRoles.sorted()), \(policy.rateLimit?.json),
                \(policy.leakedKeys))
            """
        )
    }

    /// Writes all but the limit, which is the tenant's.
    package func update(_ policy: Policy, version: Int) {
        send(
            """
            UPDATE policies
            SET permission_model = \(policy.permissionModel), permission_editing = \(policy.permissionEditing),
                full_access = \(policy.fullAccess), scopes = \(JSON.array(policy.scopes.map(\.json))),
                environments = \(policy.environments), secret_prefix = \(policy.secretPrefix),
                expiry_mode = \(policy.expiryMode), expiry_presets = \(policy.expiryPresets),
                expiry_default = \(policy.expiryDefault), expiry_max = \(policy.expiryMax),
                date_ends = \(policy.dateEnds), disable_before_revoke = \(policy.disableBeforeRevoke),
                rotation_grace_max = \(Int32(policy.rotationGraceMax)),
                rotation_sets_expiry = \(policy.rotationSetsExpiry), key_roles = \(policy.keyRoles.sorted()),
                rate_limit = \(policy.rateLimit?.json), leaked_keys = \(policy.leakedKeys), version = \(version)
            WHERE tenant_id = \(tenant)
            """
        )
    }
}

extension Policy {
    init(row: Row) throws {
        self.init(
            permissionModel: try row.decode("permission_model"),
            permissionEditing: try row.decode("permission_editing"),
            fullAccess: try row.decode("full_access"),
            scopes: try Scope.catalogue(try row.decode("scopes")),
            environments: try row.decode("environments"),
            secretPrefix: try row.decode("secret_prefix"),
            expiryMode: try row.decode("expiry_mode"),
            expiryPresets: try row.decode("expiry_presets"),
            expiryDefault: try row.decode("expiry_default"),
            expiryMax: try row.decode("expiry_max"),
            dateEnds: try row.decode("date_ends"),
            disableBeforeRevoke: try row.decode("disable_before_revoke"),
            rotationGraceMax: Int(try row.decode("rotation_grace_max", as: Int32.self)),
            rotationSetsExpiry: try row.decode("rotation_sets_expiry"),
            keyLimit: Int(try row.decode("key_limit", as: Int32.self)),
            keyRoles: Set(try row.decode("key_roles", as: [Role].self)),
            rateLimit: try row.decode("rate_limit", as: JSON?.self).map(RateLimit.init(stored:)),
            leakedKeys: try row.decode("leaked_keys")
        )
    }
}

extension Scope {
    fileprivate static func catalogue(_ json: JSON) throws -> [Scope] {
        guard case .array(let entries) = json else { throw UnexpectedRows() }
        return try entries.map { entry in
            guard let scope = Scope(json: entry) else { throw UnexpectedRows() }
            return scope
        }
    }
}
