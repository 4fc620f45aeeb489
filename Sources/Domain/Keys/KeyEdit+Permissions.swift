extension KeyEdit {
    /// Nobody grants what they do not hold; what the key has already may stay.
    func requireAdditions(
        to key: APIKey,
        under policy: Policy,
        group: AuthorizationGroup?,
        within ceiling: Set<String>?
    ) throws(Failure) {
        let isAdded = { (scope: String) in !key.scopes.contains(scope) }
        if let scopes, policy.allowsEditing(.scopes) {
            try Ceiling.check(scopes.filter(isAdded), of: policy, within: ceiling)
        }
        if let group, policy.allowsEditing(.group) {
            try Ceiling.check(group.scopes.filter(isAdded), within: ceiling)
        }
    }

    func applyScopes(to key: inout APIKey, under policy: Policy, _ errors: inout InputErrors) {
        guard let scopes else { return }
        guard policy.allowsEditing(.scopes) else {
            errors.add("/scopes", "NOT_EDITABLE", "The scopes of a key cannot be changed here.")
            return
        }
        guard let names = errors.scopes(scopes, of: policy, held: key.scopes) else { return }
        if policy.permissionEditing == .narrowOnly {
            for (index, name) in names.enumerated() where !key.scopes.contains(name) {
                errors.add("/scopes/\(index)", "NOT_ALLOWED_BY_POLICY", "Scopes can only be taken away here.")
            }
        }
        key.scopes = names
        key.group = nil
    }

    func applyGroup(
        to key: inout APIKey,
        under policy: Policy,
        found: AuthorizationGroup?,
        _ errors: inout InputErrors
    ) {
        let pointer = "/authorization_group_id"
        guard authorizationGroupID != nil else { return }
        guard policy.allowsEditing(.group) else {
            errors.add(pointer, "NOT_EDITABLE", "The authorization group of a key cannot be changed here.")
            return
        }
        guard let group = errors.keyGroup(groupID, found: found), group.id != key.group?.id else { return }
        if policy.permissionEditing == .narrowOnly, !Set(group.scopes).isSubset(of: key.scopes) {
            errors.add(pointer, "NOT_ALLOWED_BY_POLICY", "Only a group without further scopes can take its place here.")
        }
        key.scopes = group.scopes
        key.group = APIKey.GroupReference(id: group.id, name: group.name)
    }
}

extension Policy {
    /// Whether a key's permissions, being of this kind, can be changed after its creation.
    func allowsEditing(_ model: PermissionModel) -> Bool {
        permissionModel == model && permissionEditing != .immutable
    }
}
