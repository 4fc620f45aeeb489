/// What a key is now. Derived here only, from facts and now; in the order in which lists are sorted.
package enum KeyStatus: String, CaseIterable, Sendable {
    case active = "ACTIVE"
    case disabled = "DISABLED"
    case expired = "EXPIRED"
    case revoked = "REVOKED"

    /// Revoked is final, and nothing hides that a key has expired. Expiry is half-open.
    package static func derive(
        disabledAt: Instant?,
        expiresAt: Instant?,
        revokedAt: Instant?,
        now: Instant
    ) -> KeyStatus {
        if revokedAt != nil { return .revoked }
        if let expiresAt, expiresAt <= now { return .expired }
        return disabledAt == nil ? .active : .disabled
    }
}

extension KeyStatus: Comparable {
    package static func < (left: KeyStatus, right: KeyStatus) -> Bool {
        left.position < right.position
    }

    private var position: Int {
        switch self {
        case .active: 0
        case .disabled: 1
        case .expired: 2
        case .revoked: 3
        }
    }
}
