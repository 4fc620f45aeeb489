-- Local to the coordinator: people belong to the platform, not to one tenant.

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    platform_role text CHECK (platform_role IN ('SUPER_USER', 'SUPPORT')),
    disabled_at timestamptz,
    created_at timestamptz NOT NULL
);

CREATE TABLE credentials (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    password_hash text NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE sessions (
    user_id uuid NOT NULL REFERENCES users (id),
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE TABLE memberships (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    role text NOT NULL CHECK (role IN ('PARTNER_ADMIN', 'BUSINESS_ADMIN', 'ADVISOR', 'MEMBER')),
    -- The ceiling: no foreign key, since it would cross from a local table to a distributed one.
    authorization_group_id uuid,
    expires_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_id, role)
);
CREATE INDEX memberships_user ON memberships (user_id);

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE credentials FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE ON users TO latchkey_people;
CREATE POLICY users_people ON users TO latchkey_people USING (true);
GRANT SELECT (id, email, name) ON users TO latchkey_app;
CREATE POLICY users_names ON users FOR SELECT TO latchkey_app USING (true);

GRANT SELECT, INSERT, UPDATE ON credentials TO latchkey_people;
CREATE POLICY credentials_people ON credentials TO latchkey_people USING (true);

GRANT SELECT, INSERT, DELETE ON sessions TO latchkey_people;
CREATE POLICY sessions_people ON sessions TO latchkey_people USING (true);

GRANT SELECT ON memberships TO latchkey_people;
CREATE POLICY memberships_person ON memberships FOR SELECT TO latchkey_people
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
GRANT SELECT, INSERT ON memberships TO latchkey_app;
CREATE POLICY memberships_tenant ON memberships TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
