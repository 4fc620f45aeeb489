-- What keeps tenants and people apart in a database, as the statements that make it: row-level security, its policies, and what
-- the roles are granted. One answer a line, so that two databases can be compared.
WITH tables AS (
    SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
), column_grants AS (
    SELECT relname, relowner, attname, acl.grantee, acl.privilege_type
    FROM tables JOIN pg_attribute ON attrelid = tables.oid, aclexplode(attacl) acl
), table_grants AS (
    SELECT relname, relowner, acl.grantee, acl.privilege_type FROM tables, aclexplode(relacl) acl
), walls AS (
    SELECT format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', relname) AS wall FROM tables WHERE relrowsecurity
    UNION ALL
    SELECT format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', relname) FROM tables WHERE relforcerowsecurity
    UNION ALL
    SELECT format(
        'CREATE POLICY %I ON %I AS %s FOR %s TO %s USING (%s)%s', policyname, tablename, permissive, cmd,
        array_to_string(roles, ', '), coalesce(qual, 'true'), ' WITH CHECK (' || with_check || ')'
    )
    FROM pg_policies WHERE schemaname = 'public'
    UNION ALL
    SELECT format('GRANT %s ON %I TO %s', privilege_type, relname, coalesce(rolname, 'PUBLIC'))
    FROM table_grants LEFT JOIN pg_roles r ON r.oid = grantee
    WHERE grantee <> relowner AND (grantee = 0 OR rolname LIKE 'latchkey\_%')
    UNION ALL
    SELECT format('GRANT %s (%I) ON %I TO %s', privilege_type, attname, relname, coalesce(rolname, 'PUBLIC'))
    FROM column_grants LEFT JOIN pg_roles r ON r.oid = grantee
    WHERE grantee <> relowner AND (grantee = 0 OR rolname LIKE 'latchkey\_%')
)
SELECT wall FROM walls ORDER BY wall COLLATE "C"
