-- SCIM 2.0 (RFC 7643): what a directory told of a tenant's people and groups, and by which credential it may.
CREATE TABLE directory_credentials (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE directory_credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_credentials FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON directory_credentials TO latchkey_app;
CREATE POLICY directory_credentials_tenant ON directory_credentials TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

CREATE TABLE scim_users (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- In lower case: SCIM compares it in any case.
    user_name_folded text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    -- All that the directory said of them and that is kept, as it is answered.
    attributes jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_name_folded),
    UNIQUE (tenant_id, user_id)
);
CREATE INDEX scim_users_external ON scim_users (tenant_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE scim_groups (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    display_name text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, display_name)
);

CREATE TABLE scim_group_members (
    tenant_id uuid NOT NULL,
    group_id uuid NOT NULL,
    scim_user_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, group_id, scim_user_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES scim_groups (tenant_id, id),
    FOREIGN KEY (tenant_id, scim_user_id) REFERENCES scim_users (tenant_id, id)
);
CREATE INDEX scim_group_members_user ON scim_group_members (tenant_id, scim_user_id);

ALTER TABLE scim_users ENABLE ROW LEVEL SECURITY;
ALTER TABLE scim_users FORCE ROW LEVEL SECURITY;
ALTER TABLE scim_groups ENABLE ROW LEVEL SECURITY;
ALTER TABLE scim_groups FORCE ROW LEVEL SECURITY;
ALTER TABLE scim_group_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE scim_group_members FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON scim_users TO latchkey_app;
CREATE POLICY scim_users_tenant ON scim_users TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON scim_groups TO latchkey_app;
CREATE POLICY scim_groups_tenant ON scim_groups TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON scim_group_members TO latchkey_app;
CREATE POLICY scim_group_members_tenant ON scim_group_members TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
