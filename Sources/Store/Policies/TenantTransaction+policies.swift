package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The rules that this tenant's keys are made under.
    package func policy() -> Reply<Policy> {
        send(
            """
            SELECT permission_model, permission_editing, scopes, environments, secret_prefix, expiry_mode,
                expiry_presets, expiry_default, expiry_max, date_ends, disable_before_revoke, rotation_grace_max,
                rotation_sets_expiry, key_roles, rate_limit
            FROM policies WHERE tenant_id = \(tenant)
            """
        ) { rows in try Policy(row: try rows.one) }
    }

    package func preset(named name: String) -> Reply<Preset?> {
        send(
            """
            SELECT name, tenant_kind, requires_parent, offered_to_partners, policy
            FROM policy_presets WHERE name = \(name)
            """
        ) { rows in try rows.first.map(Preset.init(row:)) }
    }
}
