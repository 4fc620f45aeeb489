-- Local to the coordinator. How what a verdict depends on reaches the memory of every verifier, and how a change that tightens
-- comes to know that it has (docs/promise.md).

-- One row. A change takes its number last in its transaction, and whoever wants the next one waits for its commit: so the
-- order of numbers is the order of commits, as that of a sequence is not.
CREATE TABLE change_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    n bigint NOT NULL
) WITH (fillfactor = 50);
INSERT INTO change_head (n) VALUES (0);

CREATE TABLE change_log (
    n bigint PRIMARY KEY,
    object text COLLATE "C" NOT NULL CHECK (object IN ('KEY', 'GROUP', 'TENANT')),
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    -- The tenant's audit_seq with the change in it: what was read of the tenant at a lower one is from before it.
    version bigint NOT NULL
);

-- One row for each verifier that keeps keys in memory. Logged, as it must outlive a crash of the server.
CREATE TABLE leases (
    id uuid PRIMARY KEY,
    -- Counts renewals.
    generation bigint NOT NULL,
    -- The last change that the verifier's memory knows of.
    acknowledged bigint NOT NULL
) WITH (fillfactor = 50);

ALTER TABLE change_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_head FORCE ROW LEVEL SECURITY;
ALTER TABLE change_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_log FORCE ROW LEVEL SECURITY;
ALTER TABLE leases ENABLE ROW LEVEL SECURITY;
ALTER TABLE leases FORCE ROW LEVEL SECURITY;

GRANT SELECT, UPDATE (n) ON change_head TO latchkey_app;
CREATE POLICY change_head_app ON change_head TO latchkey_app USING (true);
GRANT INSERT ON change_log TO latchkey_app;
CREATE POLICY change_log_tenant ON change_log TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

GRANT SELECT ON change_head TO latchkey_verifier;
CREATE POLICY change_head_verifier ON change_head FOR SELECT TO latchkey_verifier USING (true);
GRANT SELECT, DELETE ON change_log TO latchkey_verifier;
CREATE POLICY change_log_verifier ON change_log TO latchkey_verifier USING (true);
GRANT SELECT, INSERT, DELETE, UPDATE (generation, acknowledged) ON leases TO latchkey_verifier;
CREATE POLICY leases_verifier ON leases TO latchkey_verifier USING (true);

GRANT SELECT (audit_seq) ON tenant_state TO latchkey_verifier;
