extension KeyDraft {
    /// What the key would be able to do, as far as that can be told before validation.
    func requestedScopes(of policy: Policy, group: AuthorizationGroup?) -> [String] {
        switch policy.permissionModel {
        case .group: group.map(\.scopes) ?? []
        case .scopes: fullAccess == true ? policy.scopes.map(\.name) : scopes ?? []
        }
    }

    func permissions(
        under policy: Policy,
        group: AuthorizationGroup?,
        _ errors: inout InputErrors
    ) -> KeyPermissions? {
        switch policy.permissionModel {
        case .scopes: ownScopes(under: policy, &errors).map(KeyPermissions.scopes)
        case .group: self.group(found: group, &errors).map(KeyPermissions.group)
        }
    }

    /// `full_access: false` says nothing.
    private func ownScopes(under policy: Policy, _ errors: inout InputErrors) -> [String]? {
        if authorizationGroupID != nil {
            errors.add("/authorization_group_id", "NOT_ALLOWED_BY_POLICY", "Keys here have scopes of their own.")
        }
        guard fullAccess == true else { return errors.scopes(scopes, of: policy) }
        if scopes != nil {
            errors.add("/scopes", "MUTUALLY_EXCLUSIVE", "Either scopes or full access.")
            errors.add("/full_access", "MUTUALLY_EXCLUSIVE", "Either scopes or full access.")
        }
        if !policy.fullAccess {
            errors.add("/full_access", "NOT_ALLOWED_BY_POLICY", "Keys here name their scopes.")
        }
        return policy.scopes.map(\.name)
    }

    private func group(found group: AuthorizationGroup?, _ errors: inout InputErrors) -> ID<AuthorizationGroup>? {
        if scopes != nil {
            errors.add("/scopes", "NOT_ALLOWED_BY_POLICY", "Keys here have the scopes of their group.")
        }
        if fullAccess == true {
            errors.add("/full_access", "NOT_ALLOWED_BY_POLICY", "Keys here have the scopes of their group.")
        }
        let pointer = "/authorization_group_id"
        guard authorizationGroupID != nil else {
            errors.add(pointer, "REQUIRED", "An authorization group is needed.")
            return nil
        }
        guard let group, group.id == groupID else {
            errors.add(pointer, "UNKNOWN_GROUP", "There is no such authorization group.")
            return nil
        }
        guard group.type == .tenantAPIKey else {
            errors.add(pointer, "WRONG_GROUP_TYPE", "Only a group of type TENANT_API_KEY can be given to a key.")
            return nil
        }
        return group.id
    }
}

extension InputErrors {
    /// LIVE unless sent.
    mutating func environment(_ input: String?, of policy: Policy) -> Environment? {
        guard let environment = choice(input ?? Environment.live.rawValue, of: Environment.self, at: "/environment")
        else { return nil }
        guard policy.environments.contains(environment) else {
            let others = policy.environments.map(\.rawValue).joined(separator: ", ")
            add("/environment", "NOT_ALLOWED_BY_POLICY", "Keys here are \(others).")
            return nil
        }
        return environment
    }
}
