-- People in tenants: who changes a membership and how it came to be, invitations, and who suspended a tenant.

ALTER TABLE memberships
    -- What a directory (single sign-on, SCIM) has given, it takes away again; what people have given, it leaves alone.
    ADD COLUMN origin text NOT NULL DEFAULT 'DIRECT' CHECK (origin IN ('DIRECT', 'SINGLE_SIGN_ON', 'SCIM')),
    ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX memberships_role ON memberships (tenant_id, role, id);
CREATE INDEX memberships_ceiling ON memberships (tenant_id, authorization_group_id) WHERE authorization_group_id IS NOT NULL;
GRANT UPDATE, DELETE ON memberships TO latchkey_app;
-- An admin who is disabled is nobody who stays.
GRANT SELECT (disabled_at) ON users TO latchkey_app;
-- What somebody made is told when they leave.
CREATE INDEX keys_creator ON keys (tenant_id, created_by, id) WHERE revoked_at IS NULL;

-- Accepted once, on the tenant that its token names. Kept afterwards: who was let in by whom.
CREATE TABLE invitations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    email text COLLATE "C" NOT NULL,
    role text NOT NULL CHECK (role IN ('PARTNER_ADMIN', 'BUSINESS_ADMIN', 'ADVISOR', 'MEMBER')),
    authorization_group_id uuid,
    -- Of the membership that it will be.
    membership_expires_at timestamptz,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    -- Of the link.
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX invitations_open ON invitations (tenant_id, email, role) WHERE accepted_at IS NULL;
CREATE INDEX invitations_listed ON invitations (tenant_id, id) WHERE accepted_at IS NULL;
CREATE UNIQUE INDEX invitations_token ON invitations (tenant_id, token_hash);
CREATE INDEX invitations_group ON invitations (tenant_id, authorization_group_id) WHERE authorization_group_id IS NOT NULL;
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO latchkey_app;
CREATE POLICY invitations_tenant ON invitations TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- A link by which somebody sets a new password without the old one. At most one a person.
CREATE TABLE password_links (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    -- Whose admin issued it; NULL for the command line.
    tenant_id uuid,
    created_at timestamptz NOT NULL,
    created_by uuid,
    expires_at timestamptz NOT NULL
);
ALTER TABLE password_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_links FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON password_links TO latchkey_people;
CREATE POLICY password_links_person ON password_links TO latchkey_people
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

-- What the directory calls a group, and what that makes its people here: the one place where a directory is granted anything.
CREATE TABLE role_mappings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    -- `*` is everybody whom the directory lets in.
    directory_group text COLLATE "C" NOT NULL,
    role text NOT NULL CHECK (role IN ('PARTNER_ADMIN', 'BUSINESS_ADMIN', 'ADVISOR', 'MEMBER')),
    authorization_group_id uuid,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, directory_group, role),
    FOREIGN KEY (tenant_id, authorization_group_id) REFERENCES groups (tenant_id, id)
);
CREATE INDEX role_mappings_group ON role_mappings (tenant_id, authorization_group_id) WHERE authorization_group_id IS NOT NULL;
ALTER TABLE role_mappings ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_mappings FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON role_mappings TO latchkey_app;
CREATE POLICY role_mappings_tenant ON role_mappings TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- What staff suspended only staff resume.
ALTER TABLE tenant_state ADD COLUMN suspended_by text CHECK (suspended_by IN ('STAFF', 'PARTNER'));
ALTER TABLE tenant_state NO FORCE ROW LEVEL SECURITY;
UPDATE tenant_state SET suspended_by = 'STAFF' WHERE suspended_at IS NOT NULL;
ALTER TABLE tenant_state FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_state ADD CHECK ((suspended_at IS NULL) = (suspended_by IS NULL));
GRANT UPDATE (name) ON tenants TO latchkey_app;
