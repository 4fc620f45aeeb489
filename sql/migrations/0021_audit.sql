-- By whom, of what, which and when: the four questions that are asked of a trail.
CREATE INDEX audit_events_object ON audit_events (tenant_id, object, seq);
CREATE INDEX audit_events_actor ON audit_events (tenant_id, actor_id, seq);
CREATE INDEX audit_events_action ON audit_events (tenant_id, action, seq);
CREATE INDEX audit_events_at ON audit_events (tenant_id, at, seq);

-- Signed: up to this row the trail had this head. Distributed by tenant_id. As with the trail itself, the application's role
-- can add and read.
CREATE TABLE audit_checkpoints (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    seq bigint NOT NULL CHECK (seq >= 0),
    -- HEAD: every minute in which there was something new. PRUNE: rows up to this one were deleted by the operator.
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('HEAD', 'PRUNE')),
    head bytea NOT NULL CHECK (octet_length(head) = 32),
    at timestamptz NOT NULL,
    -- By which of the operator's signing keys.
    signer text COLLATE "C" NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    -- When a pepper is replaced, what the older signed last is signed anew under the newer, beside it.
    PRIMARY KEY (tenant_id, seq, kind, signer)
);
-- Where a trail begins is asked at each look at the whole of it.
CREATE INDEX audit_checkpoints_prune ON audit_checkpoints (tenant_id, seq) WHERE kind = 'PRUNE';
ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_checkpoints FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_checkpoints TO latchkey_app;
CREATE POLICY audit_checkpoints_tenant ON audit_checkpoints TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- The row that was signed last, by which tenants with something new are found, and by which key.
ALTER TABLE tenant_state ADD COLUMN signed_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE tenant_state ADD COLUMN signed_by text COLLATE "C" NOT NULL DEFAULT '';
GRANT SELECT (tenant_id, audit_seq, signed_seq, signed_by) ON tenant_state TO latchkey_finder;
CREATE POLICY tenant_state_finder ON tenant_state FOR SELECT TO latchkey_finder USING (true);
