/// What can be done to a key that is there.
package enum KeyTransition: String, CaseIterable, Sendable {
    case edit, disable, enable, rotate, duplicate, revoke

    package enum Outcome: Equatable, Sendable {
        case applies
        /// Already so: answered like success, with a fresh receipt.
        case changesNothing
        /// The state does not allow it: 409.
        case refused(Failure.Code)
    }

    /// Revoking an ACTIVE key is refused where it must be disabled first, unless it is compromised.
    package func outcome(
        from status: KeyStatus,
        disableBeforeRevoke: Bool = false,
        compromised: Bool = false
    ) -> Outcome {
        switch (self, status) {
        case (.duplicate, _): .applies
        case (.revoke, .revoked): .changesNothing
        case (.revoke, .active): disableBeforeRevoke && !compromised ? .refused(.keyNotDisabled) : .applies
        case (.revoke, .disabled), (.revoke, .expired): .applies
        case (_, .expired), (_, .revoked): .refused(.conflict)
        case (.edit, .active), (.edit, .disabled): .applies
        case (.disable, .active), (.enable, .disabled): .applies
        case (.disable, .disabled), (.enable, .active): .changesNothing
        case (.rotate, .active): .applies
        case (.rotate, .disabled): .refused(.conflict)
        }
    }

    /// Whether there is anything to change, or why not.
    package func check(
        from status: KeyStatus,
        disableBeforeRevoke: Bool = false,
        compromised: Bool = false
    ) throws(Failure) -> Bool {
        let outcome = outcome(from: status, disableBeforeRevoke: disableBeforeRevoke, compromised: compromised)
        switch outcome {
        case .applies: return true
        case .changesNothing: return false
        case .refused(.keyNotDisabled):
            throw Failure(.keyNotDisabled, "A key is disabled before it is revoked, unless it is compromised.")
        case .refused(let code):
            let key = "a key that is \(status.rawValue)"
            throw Failure(
                code,
                "There is no way to \(rawValue) \(key).",
                members: [JSON.Member("key_status", .string(status.rawValue))]
            )
        }
    }
}
