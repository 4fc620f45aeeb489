/// That a tenant is stopped, its people and its keys: since when, and through whom.
package struct Suspension: Hashable, Sendable {
    package enum Author: String, CaseIterable, Sendable {
        case staff = "STAFF"
        case partner = "PARTNER"

        init(_ role: Role) {
            self = role.isPlatform ? .staff : .partner
        }
    }

    package let at: Instant
    package let by: Author

    package init(at: Instant, by: Author) {
        self.at = at
        self.by = by
    }

    /// What suspending comes to. What staff suspend over a partner's suspension is theirs from then on; apart from that a
    /// suspension that is there stays what it is.
    package static func suspended(_ present: Suspension?, by role: Role, at now: Instant) -> Suspension {
        let author = Author(role)
        guard let present else { return Suspension(at: now, by: author) }
        return author == .staff ? Suspension(at: present.at, by: .staff) : present
    }

    /// What staff suspended only staff resume.
    ///
    /// - Throws: `ROLE_FORBIDDEN`.
    package func requireResumable(by role: Role) throws(Failure) {
        guard by == .partner || role.isPlatform else {
            throw Access.forbidden(.tenantResume, rolesThatCould: [.superUser])
        }
    }
}
