-- Staff change policies and presets. A preset is nobody's row: it is written in a transaction on the platform's own
-- tenant, under that tenant's lock.
GRANT UPDATE ON policies TO latchkey_app;
GRANT INSERT, UPDATE ON policy_presets TO latchkey_app;

GRANT UPDATE, DELETE ON groups TO latchkey_app;
-- A ceiling is in use as long as a membership names it.
CREATE INDEX memberships_group ON memberships (tenant_id, authorization_group_id)
    WHERE authorization_group_id IS NOT NULL;
-- A list of one type only, at the same cost whatever else there is.
CREATE INDEX groups_type ON groups (tenant_id, type, id);
