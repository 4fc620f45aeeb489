/// What somebody wants to change about a preset; nil is left as it is.
package struct PresetEdit: Sendable {
    package var requiresParent: Bool?
    package var offeredToPartners: Bool?
    package var policy: PolicyEdit?
    /// The version that the change is of.
    package var expectedVersion: VersionCondition?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        requiresParent: Bool? = nil,
        offeredToPartners: Bool? = nil,
        policy: PolicyEdit? = nil,
        expectedVersion: VersionCondition? = nil,
        formErrors: [InputError] = []
    ) {
        self.requiresParent = requiresParent
        self.offeredToPartners = offeredToPartners
        self.policy = policy
        self.expectedVersion = expectedVersion
        self.formErrors = formErrors
    }

    /// The preset as it would be: `VALIDATION_FAILED` with everything that is wrong.
    package func applied(to preset: Preset) throws(Failure) -> Preset {
        var errors = InputErrors(known: formErrors)
        var edited = preset
        if let requiresParent { edited.requiresParent = requiresParent }
        if let offeredToPartners { edited.offeredToPartners = offeredToPartners }
        do throws(Failure) {
            if let policy { edited.policy = try policy.applied(to: preset.policy) }
        } catch {
            errors.add(error.errors, below: "/policy")
        }
        for error in edited.inputErrors { errors.add(error) }
        try errors.throwIfAny()
        return edited
    }
}
