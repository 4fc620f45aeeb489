extension Policy {
    /// From JSON of the form that `json` has. `full_access`, `expiry_default`, `expiry_max`, `rate_limit` and `leaked_keys` may
    /// be missing; nothing else may, and nothing more may be there. Refuses also what does not fit together.
    package init(json: JSON) throws(Failure) {
        guard case .object = json else { throw .invalid([InputError("", "WRONG_TYPE", "An object is needed.")]) }
        var fields = MemberReader(json)
        let permissionModel = fields.required("permission_model", Wording<PermissionModel>.choice)
        let permissionEditing = fields.required("permission_editing", Wording<PermissionEditing>.choice)
        let fullAccess = fields.flag("full_access", default: false)
        let scopes = fields.objects("scopes") { Scope(reading: &$0) }
        let environments = fields.list("environments", of: Wording<Environment>.choice)
        let secretPrefix = fields.required("secret_prefix", \.asString)
        let expiryMode = fields.required("expiry_mode", Wording<ExpiryMode>.choice)
        let expiryPresets = fields.list("expiry_presets", of: .period)
        let expiryDefault = fields.optional("expiry_default", .period)
        let expiryMax = fields.optional("expiry_max", .period)
        let dateEnds = fields.required("date_ends", Wording<DateEnds>.choice)
        let disableBeforeRevoke = fields.required("disable_before_revoke", \.asBool)
        let rotationGraceMax = fields.required("rotation_grace_max", \.asInteger)
        let rotationSetsExpiry = fields.required("rotation_sets_expiry", \.asBool)
        let keyLimit = fields.required("key_limit", \.asInteger)
        let keyRoles = fields.list("key_roles", of: Wording<Role>.choice)
        let rateLimit = fields.optionalObject("rate_limit") { RateLimit(reading: &$0) }
        let leakedKeys = fields.choice("leaked_keys", default: LeakResponse.disable)
        fields.refuseOthers()
        guard let permissionModel, let permissionEditing, let fullAccess, let scopes, let environments,
            let secretPrefix,
            let expiryMode, let expiryPresets, let dateEnds, let disableBeforeRevoke, let rotationGraceMax,
            let rotationSetsExpiry, let keyLimit, let keyRoles, let leakedKeys, fields.errors.all.isEmpty
        else { throw .invalid(fields.errors.all) }
        self.init(
            permissionModel: permissionModel,
            permissionEditing: permissionEditing,
            fullAccess: fullAccess,
            scopes: scopes,
            environments: environments,
            secretPrefix: secretPrefix,
            expiryMode: expiryMode,
            expiryPresets: expiryPresets,
            expiryDefault: expiryDefault,
            expiryMax: expiryMax,
            dateEnds: dateEnds,
            disableBeforeRevoke: disableBeforeRevoke,
            rotationGraceMax: rotationGraceMax,
            rotationSetsExpiry: rotationSetsExpiry,
            keyLimit: keyLimit,
            keyRoles: Set(keyRoles),
            rateLimit: rateLimit,
            leakedKeys: leakedKeys
        )
        let misfits = inputErrors
        if !misfits.isEmpty { throw .invalid(misfits) }
    }
}

extension Scope {
    package init?(json: JSON) {
        var fields = MemberReader(json)
        let scope = Scope(reading: &fields)
        fields.refuseOthers()
        guard let scope, fields.errors.all.isEmpty else { return nil }
        self = scope
    }

    fileprivate init?(reading fields: inout MemberReader) {
        let name = fields.required("name", \.asString)
        let label = fields.required("label", \.asString)
        let description = fields.required("description", \.asString)
        guard let name, let label, let description else { return nil }
        self.init(name, label, description)
    }
}

extension RateLimit {
    package init?(json: JSON) {
        var fields = MemberReader(json)
        let limit = RateLimit(reading: &fields)
        fields.refuseOthers()
        guard let limit, fields.errors.all.isEmpty else { return nil }
        self = limit
    }

    fileprivate init?(reading fields: inout MemberReader) {
        let requests = fields.number("requests", in: Self.requestsRange)
        let windowSeconds = fields.number("window_seconds", in: Self.windowRange)
        let burst = fields.number("burst", in: Self.requestsRange)
        guard let requests, let windowSeconds, let burst else { return nil }
        self.init(requests: requests, windowSeconds: windowSeconds, burst: burst)
    }
}

extension MemberReader {
    fileprivate mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = required(name, \.asInteger) else { return nil }
        guard range.contains(number) else {
            refuse(name, "OUT_OF_RANGE", "\(range.lowerBound) to \(range.upperBound) is possible.")
            return nil
        }
        return number
    }
}
