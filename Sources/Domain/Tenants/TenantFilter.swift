/// Which tenants are asked for. Empty is all of them.
package struct TenantFilter: Hashable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case active = "ACTIVE"
        /// The tenant is, or the partner above it.
        case suspended = "SUSPENDED"
    }

    package var search: TenantSearch?
    package var kind: TenantKind?
    package var parent: ID<Tenant>?
    package var status: Status?

    package init(
        search: TenantSearch? = nil,
        kind: TenantKind? = nil,
        parent: ID<Tenant>? = nil,
        status: Status? = nil
    ) {
        self.search = search
        self.kind = kind
        self.parent = parent
        self.status = status
    }

    /// What a cursor of the list is bound to. What somebody typed comes last, where it can be mistaken for nothing else.
    package var name: String {
        let parts = [kind?.rawValue, parent?.description, status?.rawValue, search?.text]
        return parts.map { $0 ?? "-" }.joined(separator: " ")
    }
}
