-- With which scopes and from which addresses a key was used, by the hour, as each process counted it: of checks that were
-- VALID, so that what a change would have refused can be told. Checks of which no row tells are those beyond what is told
-- apart: usage_hours has the sum of all. Distributed by tenant_id.
CREATE TABLE usage_details (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    -- Of no key for certain: a failover may lose one whose usage is still in a process's memory, and that is no reason for
    -- the rest of it not to be written.
    key_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    -- SCOPES: those that were asked for together, in order, each once, with a space between. ADDRESS: the client's.
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('SCOPES', 'ADDRESS')),
    -- '' where none was named.
    value text COLLATE "C" NOT NULL,
    process uuid NOT NULL,
    count bigint NOT NULL CHECK (count >= 0),
    -- In this order so that who asks for a key's scopes does not walk through its addresses.
    PRIMARY KEY (tenant_id, kind, key_id, hour, value, process)
);
-- The sweep finds hours to be forgotten by it.
CREATE INDEX usage_details_hour ON usage_details (kind, hour, tenant_id);
ALTER TABLE usage_details ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_details FORCE ROW LEVEL SECURITY;
GRANT SELECT ON usage_details TO latchkey_app;
CREATE POLICY usage_details_tenant ON usage_details FOR SELECT TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON usage_details TO latchkey_verifier;
CREATE POLICY usage_details_verifier ON usage_details TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, hour, kind) ON usage_details TO latchkey_finder;
CREATE POLICY usage_details_finder ON usage_details FOR SELECT TO latchkey_finder USING (true);
