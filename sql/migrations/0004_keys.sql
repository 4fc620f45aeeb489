-- Distributed by tenant_id, co-located.

CREATE TABLE groups (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text NOT NULL,
    type text NOT NULL CHECK (type IN ('TENANT_API_KEY', 'USER')),
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- Facts only. The status is derived from them and the time, in Domain/Keys/KeyStatus.swift.
CREATE TABLE keys (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    environment text NOT NULL CHECK (environment IN ('LIVE', 'TEST')),
    -- What stands before the kid in the key string, such as 'ptn_live_', and the kid of the current secret.
    prefix text NOT NULL,
    kid text COLLATE "C" NOT NULL,
    scopes text[] NOT NULL,
    group_id uuid,
    ip_allowlist cidr[] NOT NULL,
    rate_limit jsonb,
    expires_at timestamptz,
    -- Set by a sweep some time after expires_at, for indexes and counts only: whether a key is accepted never reads it.
    expired_at timestamptz,
    disabled_at timestamptz,
    revoked_at timestamptz,
    revocation_reason text,
    compromised boolean NOT NULL DEFAULT false,
    duplicated_from uuid,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id),
    FOREIGN KEY (tenant_id, duplicated_from) REFERENCES keys (tenant_id, id)
);

-- A list is four ordered ranges, one a status; each index walks one of them in the list's order.
CREATE INDEX keys_active ON keys (tenant_id, created_at DESC, id DESC)
    WHERE revoked_at IS NULL AND disabled_at IS NULL AND expired_at IS NULL;
CREATE INDEX keys_disabled ON keys (tenant_id, created_at DESC, id DESC)
    WHERE revoked_at IS NULL AND disabled_at IS NOT NULL AND expired_at IS NULL;
CREATE INDEX keys_revoked ON keys (tenant_id, created_at DESC, id DESC)
    WHERE revoked_at IS NOT NULL;
CREATE INDEX keys_expired ON keys (tenant_id, created_at DESC, id DESC)
    WHERE revoked_at IS NULL AND expires_at IS NOT NULL;
-- Open keys past their expiry, to be counted and stamped.
CREATE INDEX keys_lapsing ON keys (tenant_id, expires_at)
    WHERE revoked_at IS NULL AND expired_at IS NULL AND expires_at IS NOT NULL;
-- Referenced from groups and other keys: a foreign key's own side has no index unless it is given one.
CREATE INDEX keys_group ON keys (tenant_id, group_id) WHERE group_id IS NOT NULL;
CREATE INDEX keys_duplicated_from ON keys (tenant_id, duplicated_from) WHERE duplicated_from IS NOT NULL;

-- One row a secret that was ever handed out; valid_until is set when another one takes its place.
CREATE TABLE key_secrets (
    tenant_id uuid NOT NULL,
    kid text COLLATE "C" NOT NULL,
    key_id uuid NOT NULL,
    pepper_id integer NOT NULL,
    mac bytea NOT NULL CHECK (octet_length(mac) = 32),
    created_at timestamptz NOT NULL,
    valid_until timestamptz,
    PRIMARY KEY (tenant_id, kid),
    FOREIGN KEY (tenant_id, key_id) REFERENCES keys (tenant_id, id)
);
CREATE INDEX key_secrets_key ON key_secrets (tenant_id, key_id);

ALTER TABLE groups ENABLE ROW LEVEL SECURITY;
ALTER TABLE groups FORCE ROW LEVEL SECURITY;
ALTER TABLE keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE keys FORCE ROW LEVEL SECURITY;
ALTER TABLE key_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE key_secrets FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON groups TO latchkey_app;
CREATE POLICY groups_tenant ON groups TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, id, scopes) ON groups TO latchkey_verifier;
CREATE POLICY groups_verifier ON groups FOR SELECT TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON keys TO latchkey_app;
CREATE POLICY keys_tenant ON keys TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, expires_at, expired_at) ON keys TO latchkey_finder;
CREATE POLICY keys_finder ON keys FOR SELECT TO latchkey_finder USING (true);
GRANT SELECT (
    tenant_id, id, name, environment, scopes, group_id, ip_allowlist, rate_limit, expires_at, disabled_at, revoked_at
) ON keys TO latchkey_verifier;
CREATE POLICY keys_verifier ON keys FOR SELECT TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

GRANT SELECT, INSERT ON key_secrets TO latchkey_app;
CREATE POLICY key_secrets_tenant ON key_secrets TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, kid, key_id, pepper_id, mac, valid_until) ON key_secrets TO latchkey_verifier;
CREATE POLICY key_secrets_verifier ON key_secrets FOR SELECT TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
