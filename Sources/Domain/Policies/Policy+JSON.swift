extension Policy {
    /// With every column, in `snake_case`.
    package var json: JSON {
        [
            "permission_model": .string(permissionModel.rawValue),
            "permission_editing": .string(permissionEditing.rawValue),
            "full_access": .bool(fullAccess),
            "scopes": .array(scopes.map(\.json)),
            "environments": .strings(environments.map(\.rawValue)),
            "secret_prefix": .string(secretPrefix),
            "expiry_mode": .string(expiryMode.rawValue),
            "expiry_presets": .strings(expiryPresets.map(\.description)),
            "expiry_default": expiryDefault.map { .string($0.description) } ?? nil,
            "expiry_max": expiryMax.map { .string($0.description) } ?? nil,
            "date_ends": .string(dateEnds.rawValue),
            "disable_before_revoke": .bool(disableBeforeRevoke),
            "rotation_grace_max": .integer(Int64(rotationGraceMax)),
            "rotation_sets_expiry": .bool(rotationSetsExpiry),
            "key_limit": .integer(Int64(keyLimit)),
            "key_roles": .strings(keyRoles.sorted().map(\.rawValue)),
            "rate_limit": rateLimit?.json ?? nil,
            "leaked_keys": .string(leakedKeys.rawValue),
        ]
    }
}

extension Scope {
    package var json: JSON {
        ["name": .string(name), "label": .string(label), "description": .string(description)]
    }
}

extension RateLimit {
    package var json: JSON {
        [
            "requests": .integer(Int64(requests)), "window_seconds": .integer(Int64(windowSeconds)),
            "burst": .integer(Int64(burst)),
        ]
    }
}

extension JSON {
    package static func strings(_ strings: some Sequence<String>) -> JSON {
        .array(strings.map(JSON.string))
    }
}
