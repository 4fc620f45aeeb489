/// The migrations, embedded in the binary in the order in which they are applied.
///
/// `0001_roles.sql` becomes `_001_roles_sql`, since an identifier cannot begin with a digit; a test holds that this list
/// and the folder agree.
package enum Schema {
    package struct Migration: Sendable {
        package let version: Int
        package let name: String
        package let sql: String

        init(_ version: Int, _ name: String, _ bytes: [UInt8]) {
            self.version = version
            self.name = name
            self.sql = String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Append only: a migration that has been released never changes.
    package static let migrations = [
        Migration(1, "roles", PackageResources._001_roles_sql),
        Migration(2, "tenants", PackageResources._002_tenants_sql),
        Migration(3, "people", PackageResources._003_people_sql),
        Migration(4, "keys", PackageResources._004_keys_sql),
        Migration(5, "audit", PackageResources._005_audit_sql),
        Migration(6, "foreign_keys", PackageResources._006_foreign_keys_sql),
        Migration(7, "policies_and_groups", PackageResources._007_policies_and_groups_sql),
        Migration(8, "limits", PackageResources._008_limits_sql),
        Migration(9, "rotation", PackageResources._009_rotation_sql),
        Migration(10, "lists", PackageResources._010_lists_sql),
        Migration(11, "usage", PackageResources._011_usage_sql),
        Migration(12, "idempotency", PackageResources._012_idempotency_sql),
        Migration(13, "members", PackageResources._013_members_sql),
        Migration(14, "sessions", PackageResources._014_sessions_sql),
        Migration(15, "second_factors", PackageResources._015_second_factors_sql),
        Migration(16, "single_sign_on", PackageResources._016_single_sign_on_sql),
        Migration(17, "scim", PackageResources._017_scim_sql),
        Migration(18, "walls", PackageResources._018_walls_sql),
        Migration(19, "changes", PackageResources._019_changes_sql),
        Migration(20, "usage_hours", PackageResources._020_usage_hours_sql),
        Migration(21, "audit", PackageResources._021_audit_sql),
        Migration(22, "webhooks", PackageResources._022_webhooks_sql),
        Migration(23, "expiry", PackageResources._023_expiry_sql),
        Migration(24, "leaks", PackageResources._024_leaks_sql),
        Migration(25, "usage_details", PackageResources._025_usage_details_sql),
        Migration(26, "all_trails", PackageResources._026_all_trails_sql),
        Migration(27, "one_ceiling_index", PackageResources._027_one_ceiling_index_sql),
    ]

    /// What keeps tenants and people apart in a database that is at this version, as the statements that make it. Written by
    /// `bin/schema`.
    package static let walls = String(decoding: PackageResources.walls_sql, as: UTF8.self)
        .split(separator: "\n").map(String.init)

    /// The query whose answer that is.
    package static let readWalls = String(decoding: PackageResources.read_walls_sql, as: UTF8.self)

    /// The version this binary works with; `serve` refuses any other.
    package static var currentVersion: Int { migrations.last?.version ?? 0 }
}
