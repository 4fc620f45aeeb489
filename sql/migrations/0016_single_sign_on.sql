-- The identity provider of a tenant. At most one.
CREATE TABLE sso_connections (
    tenant_id uuid PRIMARY KEY,
    issuer text COLLATE "C" NOT NULL,
    client_id text NOT NULL,
    -- Encrypted under the pepper of this number; NULL for a public client, which PKCE alone protects.
    pepper_id integer,
    client_secret bytea,
    -- Of access tokens that programs present; NULL: none are taken.
    audience text COLLATE "C",
    email_claim text NOT NULL,
    groups_claim text NOT NULL,
    -- Whether an address is as good as verified of which the provider does not say so.
    trusts_email boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);
CREATE INDEX sso_connections_audience ON sso_connections (issuer, audience) WHERE audience IS NOT NULL;
ALTER TABLE sso_connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso_connections FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON sso_connections TO latchkey_app;
CREATE POLICY sso_connections_tenant ON sso_connections TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- Whose programs a token could be of is asked before any tenant is known: where it is taken, and nothing else.
GRANT SELECT (tenant_id, issuer, audience) ON sso_connections TO latchkey_people;
CREATE POLICY sso_connections_found ON sso_connections TO latchkey_people USING (true);

-- Whom an identity provider means by a subject, in one tenant.
CREATE TABLE sso_identities (
    tenant_id uuid NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject)
);
ALTER TABLE sso_identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso_identities FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON sso_identities TO latchkey_app;
CREATE POLICY sso_identities_tenant ON sso_identities TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Sign-ins that have come back from their provider, so that none does so twice; kept for as long as it could.
CREATE TABLE sso_used_states (
    state_hash bytea PRIMARY KEY CHECK (octet_length(state_hash) = 32),
    expires_at timestamptz NOT NULL
);
ALTER TABLE sso_used_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso_used_states FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON sso_used_states TO latchkey_people;
CREATE POLICY sso_used_states_people ON sso_used_states TO latchkey_people USING (true);
