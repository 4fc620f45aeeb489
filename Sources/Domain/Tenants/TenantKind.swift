/// What a tenant is to the platform.
package enum TenantKind: String, CaseIterable, Sendable {
    case partner = "PARTNER"
    /// May have a partner as its parent.
    case business = "BUSINESS"
    /// The one tenant to which platform-level rows belong. Nobody's customer, never created through the API.
    case platform = "PLATFORM"
}
