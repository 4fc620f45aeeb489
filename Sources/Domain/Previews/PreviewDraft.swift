/// A change of a key as somebody thinks of it.
package struct PreviewDraft: Sendable {
    package enum Action: String, CaseIterable, Sendable {
        case revoke = "REVOKE"
        case disable = "DISABLE"
        /// Without a grace, the secret that is in use ends.
        case rotate = "ROTATE"
        case edit = "EDIT"
    }

    package var action: String?
    /// What EDIT would change.
    package var edit: KeyEdit

    package init(action: String?, edit: KeyEdit = KeyEdit()) {
        self.action = action
        self.edit = edit
    }

    /// Judged as the change itself would be, but for what hangs on the moment at which it is made: who makes it, the key's
    /// status, its version.
    ///
    /// - Parameter group: what the tenant has under the edit's `groupID`, if anything.
    /// - Throws: `VALIDATION_FAILED` with everything that is wrong.
    package func validated(
        for key: APIKey,
        under policy: Policy,
        group: AuthorizationGroup?
    ) throws(Failure) -> (action: Action, change: PlannedChange) {
        var errors = InputErrors(known: edit.formErrors)
        let action = errors.choice(action, of: Action.self, at: "/action")
        if let action, action != .edit { refuseEdit(beside: action, &errors) }
        guard action == .edit, errors.all.count == edit.formErrors.count else {
            try errors.throwIfAny()
            return (action ?? .revoke, .end)
        }
        let edited = try edit.applied(to: key, under: policy, group: group)
        let hasOtherScopes = edit.scopes != nil || edit.authorizationGroupID != nil
        return (
            .edit,
            .narrow(
                scopes: hasOtherScopes ? Set(edited.scopes) : nil,
                allowlist: edit.ipAllowlist == nil ? nil : edited.ipAllowlist
            )
        )
    }

    private func refuseEdit(beside action: Action, _ errors: inout InputErrors) {
        let sent = [
            "/ip_allowlist": edit.ipAllowlist != nil, "/scopes": edit.scopes != nil,
            "/authorization_group_id": edit.authorizationGroupID != nil,
        ]
        for (pointer, isSent) in sent.sorted(by: { $0.key < $1.key }) where isSent {
            errors.add(pointer, "NOT_WITH_ACTION", "It goes with EDIT, and not with \(action.rawValue).")
        }
    }
}
