package import Domain
internal import Postgres

/// Somebody of the platform's own staff.
package struct StaffMember: Sendable {
    package let user: User
    package let role: Role
    package let isDisabled: Bool
    package let hasSecondFactor: Bool
}

extension StoreTransaction where Kind == OnPlatform {
    /// By e-mail address, the disabled ones too.
    package func staff() -> Reply<[StaffMember]> {
        send(
            """
            SELECT u.id, u.email, u.name, u.platform_role, u.disabled_at IS NOT NULL AS is_disabled,
                f.user_id IS NOT NULL AS has_second_factor
            FROM users u LEFT JOIN second_factors f ON f.user_id = u.id AND f.confirmed_at IS NOT NULL
            WHERE u.platform_role IS NOT NULL ORDER BY u.email
            """
        ) { rows in
            try rows.map { row in
                StaffMember(
                    user: try User(row: row),
                    role: try row.decode("platform_role"),
                    isDisabled: try row.decode("is_disabled"),
                    hasSecondFactor: try row.decode("has_second_factor")
                )
            }
        }
    }
}
