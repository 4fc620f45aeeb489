extension KeyDraft {
    /// Nobody grants what they do not hold, as far as that can be told before validation.
    func requireGrantable(
        under policy: Policy,
        group: AuthorizationGroup?,
        within ceiling: Set<String>?
    ) throws(Failure) {
        switch policy.permissionModel {
        case .group:
            try Ceiling.check(group?.scopes ?? [], within: ceiling)
        case .scopes:
            let names = fullAccess == true ? policy.scopes.map(\.name) : scopes ?? []
            try Ceiling.check(names, of: policy, within: ceiling)
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
        guard authorizationGroupID != nil else {
            errors.add("/authorization_group_id", "REQUIRED", "An authorization group is needed.")
            return nil
        }
        return errors.keyGroup(groupID, found: group)?.id
    }
}

extension InputErrors {
    /// A group that a key can have: the one that is asked for, if that is what was found.
    mutating func keyGroup(_ id: ID<AuthorizationGroup>?, found: AuthorizationGroup?) -> AuthorizationGroup? {
        let pointer = "/authorization_group_id"
        guard let found, found.id == id else {
            add(pointer, "UNKNOWN_GROUP", "There is no such authorization group.")
            return nil
        }
        guard found.type == .tenantAPIKey else {
            add(pointer, "WRONG_GROUP_TYPE", "Only a group of type TENANT_API_KEY can be given to a key.")
            return nil
        }
        return found
    }

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
