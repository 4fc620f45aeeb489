extension Policy {
    package static let limits = 0...1_000_000
    package static let graces = 0...86_400

    /// What does not fit together, with pointers into the policy's JSON.
    package var inputErrors: [InputError] {
        var errors = InputErrors()
        if permissionModel == .group, fullAccess {
            errors.add("/full_access", "INVALID_VALUE", "Keys whose permissions are a group's have no full access.")
        }
        checkScopes(&errors)
        checkExpiry(&errors)
        if environments.isEmpty || Set(environments).count < environments.count {
            errors.add("/environments", "INVALID_VALUE", "One environment or both, none twice.")
        }
        if !KeyString.isPrefix(secretPrefix) {
            errors.add("/secret_prefix", "INVALID_VALUE", "2 to 12 lower-case letters and digits, a letter first.")
        }
        if !Self.graces.contains(rotationGraceMax) {
            errors.add("/rotation_grace_max", "OUT_OF_RANGE", "0 to 86,400 seconds.")
        }
        if !Self.limits.contains(keyLimit) {
            errors.add("/key_limit", "OUT_OF_RANGE", "0 to 1,000,000 keys.")
        }
        if keyRoles.contains(where: { $0.isPlatform || $0 == .member }) {
            errors.add("/key_roles", "INVALID_VALUE", "PARTNER_ADMIN, BUSINESS_ADMIN and ADVISOR can act on keys.")
        }
        return errors.all
    }

    private func checkScopes(_ errors: inout InputErrors) {
        if scopes.isEmpty { errors.add("/scopes", "REQUIRED", "At least one scope is needed.") }
        if scopes.count > Scope.mostInCatalogue {
            errors.add("/scopes", "TOO_MANY", "At most \(Scope.mostInCatalogue) scopes fit.")
        }
        var seen: Set<String> = []
        for (index, scope) in scopes.enumerated() {
            if !Scope.isName(scope.name) {
                errors.add("/scopes/\(index)/name", "INVALID_VALUE", "Lower-case letters, digits and :._- are allowed.")
            }
            if !seen.insert(scope.name).inserted {
                errors.add("/scopes/\(index)/name", "DUPLICATE", "This scope is already there.")
            }
            _ = errors.collect(try DisplayName(validating: scope.label, at: "/scopes/\(index)/label"))
            _ = errors.collect(try Description(validating: scope.description, at: "/scopes/\(index)/description"))
        }
    }

    private func checkExpiry(_ errors: inout InputErrors) {
        checkExpiryDefault(&errors)
        for (index, preset) in expiryPresets.enumerated() where expiryPresets[..<index].contains(preset) {
            errors.add("/expiry_presets/\(index)", "DUPLICATE", "This preset is already there.")
        }
        if let expiryMax {
            for (index, preset) in expiryPresets.enumerated() where preset.mayOutlast(expiryMax) {
                errors.add("/expiry_presets/\(index)", "INVALID_VALUE", "This is longer than the longest life.")
            }
        }
        if expiryMode == .none { checkNoExpiry(&errors) }
    }

    /// A longest life that keys could outlive would be none.
    private func checkExpiryDefault(_ errors: inout InputErrors) {
        guard expiryMode == .required else {
            if expiryDefault != nil {
                errors.add("/expiry_default", "INVALID_VALUE", "Only expiry that is required has a default.")
            }
            return
        }
        guard let expiryDefault else {
            errors.add("/expiry_default", "REQUIRED", "Required expiry needs a default.")
            return
        }
        if !expiryPresets.isEmpty, !expiryPresets.contains(expiryDefault) {
            errors.add("/expiry_default", "INVALID_VALUE", "The default is one of the presets.")
        }
        if let expiryMax, expiryDefault.mayOutlast(expiryMax) {
            errors.add("/expiry_default", "INVALID_VALUE", "The default is longer than the longest life.")
        }
    }

    /// What would be accepted and never asked for.
    private func checkNoExpiry(_ errors: inout InputErrors) {
        if !expiryPresets.isEmpty {
            errors.add("/expiry_presets", "INVALID_VALUE", "Keys that do not expire have nothing to choose from.")
        }
        if expiryMax != nil {
            errors.add("/expiry_max", "INVALID_VALUE", "Keys that do not expire have no longest life.")
        }
        if rotationSetsExpiry {
            errors.add("/rotation_sets_expiry", "INVALID_VALUE", "Keys that do not expire get no new expiry.")
        }
    }
}
