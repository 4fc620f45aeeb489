/// What a verdict depends on, and a change is of.
package enum ChangedObject: Hashable, Sendable {
    case key(ID<APIKey>)
    /// All keys that have the group.
    case group(ID<AuthorizationGroup>)
    /// All keys of the tenant and, of a partner, of its businesses.
    case tenant(ID<Tenant>)
}

/// A change of what verdicts depend on.
package struct VerdictChange: Hashable, Sendable {
    package let object: ChangedObject
    /// The tenant's audit sequence number with the change in it: what was read of the tenant at a lower one is from before.
    package let version: Int64

    package init(_ object: ChangedObject, version: Int64) {
        self.object = object
        self.version = version
    }
}
