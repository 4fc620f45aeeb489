-- Platform staff read all tenants' trails as one, newest first: by whom, of what, which and when, as of one trail. Each index
-- is in the order of that list, so that a page of it walks along one of them and sorts nothing.
CREATE INDEX audit_events_all_object ON audit_events (object, at, tenant_id, seq);
CREATE INDEX audit_events_all_actor ON audit_events (actor_id, at, tenant_id, seq);
CREATE INDEX audit_events_all_action ON audit_events (action, at, tenant_id, seq);
CREATE INDEX audit_events_all_at ON audit_events (at, tenant_id, seq);

GRANT SELECT ON audit_events TO latchkey_staff;
CREATE POLICY audit_events_staff ON audit_events FOR SELECT TO latchkey_staff USING (true);
