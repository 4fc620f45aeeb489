-- Reference tables: small, rarely written, never locked by row.

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    -- The six characters of a key string that lead to its tenant.
    route text COLLATE "C" NOT NULL UNIQUE CHECK (route ~ '^[0-9A-Za-z]{6}$'),
    kind text NOT NULL CHECK (kind IN ('PLATFORM', 'PARTNER', 'BUSINESS')),
    parent_id uuid REFERENCES tenants (id),
    name text NOT NULL,
    CHECK (parent_id IS NULL OR kind = 'BUSINESS')
);
CREATE INDEX tenants_parent ON tenants (parent_id, id);

CREATE TABLE policy_presets (
    name text COLLATE "C" PRIMARY KEY,
    tenant_kind text NOT NULL CHECK (tenant_kind IN ('PARTNER', 'BUSINESS')),
    requires_parent boolean NOT NULL,
    offered_to_partners boolean NOT NULL,
    policy jsonb NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

-- Distributed by tenant_id, co-located.

-- The one row of a tenant that is locked: it serialises the limit, suspension and the audit chain.
CREATE TABLE tenant_state (
    tenant_id uuid PRIMARY KEY,
    -- The preset that the tenant's policy was copied from; NULL for the platform.
    preset text,
    key_limit integer NOT NULL CHECK (key_limit >= 0),
    -- Keys neither revoked nor stamped as expired; those past their expiry but not yet stamped are subtracted when read.
    open_keys integer NOT NULL DEFAULT 0 CHECK (open_keys >= 0),
    billing_day smallint NOT NULL DEFAULT 1 CHECK (billing_day BETWEEN 1 AND 28),
    suspended_at timestamptz,
    audit_seq bigint NOT NULL DEFAULT 0,
    audit_head bytea NOT NULL CHECK (octet_length(audit_head) = 32),
    -- Time never goes back for a tenant, not even after a failover to a server whose clock is behind.
    last_now timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

CREATE TABLE policies (
    tenant_id uuid PRIMARY KEY REFERENCES tenant_state (tenant_id),
    permission_model text NOT NULL CHECK (permission_model IN ('SCOPES', 'GROUP')),
    permission_editing text NOT NULL CHECK (permission_editing IN ('IMMUTABLE', 'NARROW_ONLY', 'EDITABLE')),
    full_access boolean NOT NULL,
    scopes jsonb NOT NULL,
    environments text[] NOT NULL,
    secret_prefix text NOT NULL,
    expiry_mode text NOT NULL CHECK (expiry_mode IN ('NONE', 'OPTIONAL', 'REQUIRED')),
    expiry_presets text[] NOT NULL,
    expiry_default text,
    expiry_max text,
    date_ends text NOT NULL CHECK (date_ends IN ('DAY_START', 'DAY_END')),
    disable_before_revoke boolean NOT NULL,
    rotation_grace_max integer NOT NULL CHECK (rotation_grace_max >= 0),
    rotation_sets_expiry boolean NOT NULL,
    key_roles text[] NOT NULL,
    rate_limit jsonb,
    version bigint NOT NULL DEFAULT 1
);

-- The platform itself is a tenant, so that what staff do to no tenant in particular is audited like all else.
INSERT INTO tenants (id, route, kind, name)
VALUES ('00000000-0000-7000-8000-000000000000', '000000', 'PLATFORM', 'Platform');
INSERT INTO tenant_state (tenant_id, key_limit, audit_head, last_now, created_at)
VALUES ('00000000-0000-7000-8000-000000000000', 0, decode(repeat('00', 32), 'hex'), '1970-01-01 00:00:00Z', '1970-01-01 00:00:00Z');

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_state FORCE ROW LEVEL SECURITY;
ALTER TABLE policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE policies FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON tenants TO latchkey_app;
CREATE POLICY tenants_itself ON tenants TO latchkey_app
    USING (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY tenants_children ON tenants FOR SELECT TO latchkey_app
    USING (parent_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT ON tenants TO latchkey_staff;
CREATE POLICY tenants_staff ON tenants FOR SELECT TO latchkey_staff USING (true);
GRANT SELECT (id, route, parent_id) ON tenants TO latchkey_verifier;
CREATE POLICY tenants_verifier ON tenants FOR SELECT TO latchkey_verifier USING (true);

GRANT SELECT ON policy_presets TO latchkey_app;

GRANT SELECT, INSERT, UPDATE ON tenant_state TO latchkey_app;
CREATE POLICY tenant_state_tenant ON tenant_state TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT ON tenant_state TO latchkey_staff;
CREATE POLICY tenant_state_staff ON tenant_state FOR SELECT TO latchkey_staff USING (true);
GRANT SELECT (tenant_id, suspended_at, last_now) ON tenant_state TO latchkey_verifier;
CREATE POLICY tenant_state_verifier ON tenant_state FOR SELECT TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

GRANT SELECT, INSERT ON policies TO latchkey_app;
CREATE POLICY policies_tenant ON policies TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
