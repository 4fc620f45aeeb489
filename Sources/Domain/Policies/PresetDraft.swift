/// A preset as somebody asks for it: nothing checked yet, nil where nothing was sent.
package struct PresetDraft: Sendable {
    package var name: String?
    package var tenantKind: String?
    package var requiresParent: Bool?
    package var offeredToPartners: Bool?
    /// All columns.
    package var policy: JSON?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        name: String? = nil,
        tenantKind: String? = nil,
        requiresParent: Bool? = nil,
        offeredToPartners: Bool? = nil,
        policy: JSON? = nil,
        formErrors: [InputError] = []
    ) {
        self.name = name
        self.tenantKind = tenantKind
        self.requiresParent = requiresParent
        self.offeredToPartners = offeredToPartners
        self.policy = policy
        self.formErrors = formErrors
    }

    /// `VALIDATION_FAILED` with everything that is wrong.
    package func validated() throws(Failure) -> Preset {
        var errors = InputErrors(known: formErrors)
        let name = name(&errors)
        let kind = errors.choice(tenantKind, of: Preset.Kind.self, at: "/tenant_kind")
        let policy = policy(&errors)
        let misfits = kind.map { kind in
            Preset.misfits(
                of: kind.tenantKind,
                requiresParent: requiresParent ?? false,
                offeredToPartners: offeredToPartners ?? false
            )
        }
        for error in misfits ?? [] { errors.add(error) }
        try errors.throwIfAny()
        guard let name, let kind, let policy else { throw .invalid(errors.all) }
        return Preset(
            name: name,
            tenantKind: kind.tenantKind,
            requiresParent: requiresParent ?? false,
            offeredToPartners: offeredToPartners ?? false,
            policy: policy
        )
    }

    private func name(_ errors: inout InputErrors) -> String? {
        guard let name else {
            errors.add("/name", "REQUIRED", "A name is needed.")
            return nil
        }
        guard Preset.isName(name) else {
            errors.add("/name", "INVALID_VALUE", "1 to 64 lower-case letters, digits and hyphens.")
            return nil
        }
        return name
    }

    private func policy(_ errors: inout InputErrors) -> Policy? {
        guard let policy else {
            errors.add("/policy", "REQUIRED", "A policy with all its columns is needed.")
            return nil
        }
        do throws(Failure) {
            return try Policy(json: policy)
        } catch {
            errors.add(error.errors, below: "/policy")
            return nil
        }
    }
}
