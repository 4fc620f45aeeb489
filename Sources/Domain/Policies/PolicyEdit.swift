/// Columns of a policy that somebody wants to change; those that are not named are left as they are.
package struct PolicyEdit: Sendable {
    private let columns: JSON

    /// Some members of a policy's JSON. What they are good for is found out by `applied`.
    package init(_ columns: JSON) {
        self.columns = columns
    }

    /// The whole policy as it would be. `VALIDATION_FAILED` with pointers to the columns, among them those that were left
    /// alone and no longer fit.
    ///
    /// - Parameter fixed: columns that cannot be changed here, each with a sentence that says where they can.
    package func applied(to policy: Policy, fixed: [String: String] = [:]) throws(Failure) -> Policy {
        guard case .object(let changes) = columns, case .object(let present) = policy.json else {
            throw .invalid([InputError("", "WRONG_TYPE", "A JSON object is expected.")])
        }
        var errors: [InputError] = []
        for change in changes {
            guard let detail = fixed[change.name] else { continue }
            errors.append(InputError(JSONPointer.child(change.name, of: ""), "NOT_EDITABLE", detail))
        }
        let edited = changes.filter { fixed[$0.name] == nil }
        let kept = present.filter { member in !edited.contains { $0.name == member.name } }
        do throws(Failure) {
            let policy = try Policy(json: .object(edited + kept))
            if errors.isEmpty { return policy }
        } catch {
            errors += error.errors
        }
        throw .invalid(errors)
    }
}

extension Policy {
    /// The columns in which it differs from another, as JSON.
    package func difference(from other: Policy) -> JSON {
        guard case .object(let columns) = json else { return .null }
        let others = other.json
        return .object(columns.filter { others[$0.name] != $0.value })
    }
}
