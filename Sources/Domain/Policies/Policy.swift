/// The rules of a tenant's keys, as data. A change binds new keys and new changes only.
package struct Policy: Hashable, Sendable {
    package var permissionModel: PermissionModel
    package var permissionEditing: PermissionEditing
    /// Whether `full_access` may stand for every scope of the catalogue at creation.
    package var fullAccess: Bool
    /// The catalogue.
    package var scopes: [Scope]
    package var environments: [Environment]
    /// What a secret starts with, before `_live_` or `_test_`.
    package var secretPrefix: String
    package var expiryMode: ExpiryMode
    /// When there are any, expiry is one of them, and no date or instant.
    package var expiryPresets: [ExpiryPreset]
    /// Taken when expiry is required and none is asked for.
    package var expiryDefault: ExpiryPreset?
    /// No key lives longer; nil is no bound.
    package var expiryMax: ExpiryPreset?
    package var dateEnds: DateEnds
    /// Only a disabled key can be revoked, unless it is compromised.
    package var disableBeforeRevoke: Bool
    /// Seconds for which a rotated secret may stay valid; 0 is not at all.
    package var rotationGraceMax: Int
    package var rotationSetsExpiry: Bool
    /// Most keys neither revoked nor expired, for a new tenant.
    package var keyLimit: Int
    /// Which tenant roles may act on keys, within the access table.
    package var keyRoles: Set<Role>
    /// For keys that ask for none.
    package var rateLimit: RateLimit?
    package var leakedKeys: LeakResponse

    package init(
        permissionModel: PermissionModel,
        permissionEditing: PermissionEditing,
        fullAccess: Bool = false,
        scopes: [Scope],
        environments: [Environment] = [.live],
        secretPrefix: String,
        expiryMode: ExpiryMode,
        expiryPresets: [ExpiryPreset] = [],
        expiryDefault: ExpiryPreset? = nil,
        expiryMax: ExpiryPreset? = nil,
        dateEnds: DateEnds = .dayStart,
        disableBeforeRevoke: Bool = false,
        rotationGraceMax: Int = 0,
        rotationSetsExpiry: Bool = false,
        keyLimit: Int = 25,
        keyRoles: Set<Role>,
        rateLimit: RateLimit? = nil,
        leakedKeys: LeakResponse = .disable
    ) {
        self.permissionModel = permissionModel
        self.permissionEditing = permissionEditing
        self.fullAccess = fullAccess
        self.scopes = scopes
        self.environments = environments
        self.secretPrefix = secretPrefix
        self.expiryMode = expiryMode
        self.expiryPresets = expiryPresets
        self.expiryDefault = expiryDefault
        self.expiryMax = expiryMax
        self.dateEnds = dateEnds
        self.disableBeforeRevoke = disableBeforeRevoke
        self.rotationGraceMax = rotationGraceMax
        self.rotationSetsExpiry = rotationSetsExpiry
        self.keyLimit = keyLimit
        self.keyRoles = keyRoles
        self.rateLimit = rateLimit
        self.leakedKeys = leakedKeys
    }
}
