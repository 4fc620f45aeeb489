-- One database role for each kind of transaction (see Sources/Store/Transactions). None of them owns a table, is a
-- superuser or bypasses row-level security; the login that connects only ever becomes one of them.
--
-- Roles belong to the whole server, so another database's migration may be making them at this moment.
DO $roles$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY[
        'latchkey_app', 'latchkey_people', 'latchkey_staff', 'latchkey_finder', 'latchkey_verifier'
    ] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        IF NOT pg_has_role(current_user, role_name, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', role_name, current_user);
        END IF;
    END LOOP;
END
$roles$;

GRANT USAGE ON SCHEMA public TO latchkey_app, latchkey_people, latchkey_staff, latchkey_finder, latchkey_verifier;
