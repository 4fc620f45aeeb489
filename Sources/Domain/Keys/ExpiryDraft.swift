/// When a key shall end, as somebody asks for it: at most one of three.
package struct ExpiryDraft: Sendable {
    /// `30d`, `1y`.
    package var expiresIn: String?
    /// `2027-01-31`.
    package var expiresOn: String?
    /// RFC 3339.
    package var expiresAt: String?

    package init(expiresIn: String? = nil, expiresOn: String? = nil, expiresAt: String? = nil) {
        self.expiresIn = expiresIn
        self.expiresOn = expiresOn
        self.expiresAt = expiresAt
    }

    /// The first instant at which the key no longer works; nil for never, or after an error.
    func resolved(under policy: Policy, now: Instant, _ errors: inout InputErrors) -> Instant? {
        let sent = pointers
        guard sent.count <= 1 else {
            for pointer in sent { errors.add(pointer, "MUTUALLY_EXCLUSIVE", "A key ends in one way only.") }
            return nil
        }
        guard let pointer = sent.first else { return unasked(under: policy, now: now, &errors) }
        guard policy.expiryMode != .none else {
            errors.add(pointer, "NOT_ALLOWED_BY_POLICY", "Keys here do not expire.")
            return nil
        }
        let presets = policy.expiryPresets.map(\.description)
        guard presets.isEmpty || expiresIn.map(presets.contains) == true else {
            let choices = presets.joined(separator: ", ")
            errors.add(pointer, "NOT_ALLOWED_BY_POLICY", "Expiry is expires_in with one of \(choices).")
            return nil
        }
        guard let end = end(at: pointer, under: policy, now: now, &errors) else { return nil }
        return bounded(end, at: pointer, under: policy, now: now, &errors)
    }

    /// To what was sent.
    var pointers: [String] {
        var pointers: [String] = []
        if expiresIn != nil { pointers.append("/expires_in") }
        if expiresOn != nil { pointers.append("/expires_on") }
        if expiresAt != nil { pointers.append("/expires_at") }
        return pointers
    }

    private func unasked(under policy: Policy, now: Instant, _ errors: inout InputErrors) -> Instant? {
        if policy.expiryMode == .required, let period = policy.expiryDefault {
            return period.end(from: now)
        }
        if policy.expiryMode == .required || policy.expiryMode == .optional && policy.expiryMax != nil {
            let pointer = policy.expiryPresets.isEmpty ? "/expires_at" : "/expires_in"
            errors.add(pointer, "REQUIRED", "Keys here expire: say when.")
        }
        return nil
    }

    private func end(at pointer: String, under policy: Policy, now: Instant, _ errors: inout InputErrors) -> Instant? {
        if let expiresIn {
            guard let end = ExpiryPreset(expiresIn)?.end(from: now) else {
                errors.add(pointer, "INVALID_PERIOD", "A number of days or years is needed, such as 30d or 1y.")
                return nil
            }
            return end
        }
        if let expiresOn {
            guard let end = CalendarDate(expiresOn).flatMap(policy.dateEnds.end) else {
                errors.add(pointer, "INVALID_DATE", "A date is needed, such as 2027-01-31.")
                return nil
            }
            return end
        }
        guard let expiresAt, let end = Instant(rfc3339: expiresAt) else {
            errors.add(pointer, "INVALID_TIME", "A time of RFC 3339 is needed, such as 2027-01-31T12:00:00Z.")
            return nil
        }
        return end
    }

    private func bounded(
        _ end: Instant,
        at pointer: String,
        under policy: Policy,
        now: Instant,
        _ errors: inout InputErrors
    ) -> Instant? {
        guard end > now else {
            errors.add(pointer, "NOT_IN_FUTURE", "A key ends in the future.")
            return nil
        }
        if let longest = policy.expiryMax, let latest = longest.end(from: now), end > latest {
            errors.add(pointer, "NOT_ALLOWED_BY_POLICY", "Keys here live \(longest) at most.")
            return nil
        }
        return end
    }
}
