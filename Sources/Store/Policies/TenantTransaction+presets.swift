package import Domain
internal import Postgres

// Presets are no tenant's rows. They are read by whoever makes a tenant, and written on the platform's own, under its lock.

extension StoreTransaction where Kind == OnTenant {
    package func preset(named name: String) -> Reply<Preset?> {
        send(selectPreset(named: name)) { rows in try rows.first.map(Preset.init(row:)) }
    }

    /// The same, for whoever shows or edits it.
    package func versionedPreset(named name: String) -> Reply<Versioned<Preset>?> {
        send(selectPreset(named: name)) { rows in try rows.first.map(Versioned<Preset>.init(row:)) }
    }

    /// Presets by name; all of them, or those that a partner chooses from.
    package func presets(_ view: VisiblePresets, after name: String, limit: Int) -> Reply<[Versioned<Preset>]> {
        let condition: Query =
            switch view {
            case .all: ""
            case .offeredToPartners: "AND offered_to_partners"
            }
        return send(
            """
            SELECT \(fragment: presetColumns) FROM policy_presets
            WHERE name > \(name) \(fragment: condition) ORDER BY name LIMIT \(limit)
            """
        ) { rows in try rows.map(Versioned<Preset>.init(row:)) }
    }

    package func insert(_ preset: Preset) {
        send(
            """
            INSERT INTO policy_presets (name, tenant_kind, requires_parent, offered_to_partners, policy)
            VALUES (\(preset.name), \(preset.tenantKind), \(preset.requiresParent), \(preset.offeredToPartners),
                \(preset.policy.json))
            """
        )
    }

    package func update(_ preset: Preset, version: Int) {
        send(
            """
            UPDATE policy_presets
            SET requires_parent = \(preset.requiresParent), offered_to_partners = \(preset.offeredToPartners),
                policy = \(preset.policy.json), version = \(version)
            WHERE name = \(preset.name)
            """
        )
    }

    private func selectPreset(named name: String) -> Query {
        "SELECT \(fragment: presetColumns) FROM policy_presets WHERE name = \(name)"
    }
}

private let presetColumns: Query = "name, tenant_kind, requires_parent, offered_to_partners, policy, version"

extension Versioned<Preset> {
    fileprivate init(row: Row) throws {
        self.init(try Preset(row: row), version: try row.decode("version"))
    }
}

extension Preset {
    fileprivate init(row: Row) throws {
        self.init(
            name: try row.decode("name"),
            tenantKind: try row.decode("tenant_kind"),
            requiresParent: try row.decode("requires_parent"),
            offeredToPartners: try row.decode("offered_to_partners"),
            policy: try Policy(json: try row.decode("policy"))
        )
    }
}
