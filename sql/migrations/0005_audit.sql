-- Distributed by tenant_id, co-located. The application's role can add and read, never change or delete.
CREATE TABLE audit_events (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    seq bigint NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    action text NOT NULL,
    actor_id uuid,
    -- The id, as text, of what was changed.
    object text COLLATE "C",
    -- The canonical row: what the chain is made of, hashed as it stands here.
    row text NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (tenant_id, seq)
);

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON audit_events TO latchkey_app;
CREATE POLICY audit_events_tenant ON audit_events TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
