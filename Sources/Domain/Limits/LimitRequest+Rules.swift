extension LimitRequest {
    /// What staff want to make of a request.
    package enum Ruling: Equatable, Sendable {
        /// With what was asked for when `limit` is nil.
        case approve(limit: Int?)
        case deny
    }

    /// Whether somebody may ask for this limit.
    ///
    /// - Throws: `VALIDATION_FAILED` unless it is a higher one.
    package static func require(_ requested: Int, above current: Int) throws(Failure) {
        try requireRaise(to: requested, from: current, at: "/requested_limit")
    }

    /// Whether a request that is pending may be ruled on like this. Of one that is decided there is nothing to say but that.
    ///
    /// - Throws: `VALIDATION_FAILED` for an approval that is no raise.
    package func requireRaise(by ruling: Ruling, from current: Int) throws(Failure) {
        guard status == .pending else { return }
        _ = try granted(ruling, current)
    }

    /// The request with its decision. Decided is final, even for the same decision again.
    ///
    /// - Parameter current: the limit now, which may be another than when the request was made.
    /// - Throws: `LIMIT_REQUEST_DECIDED`, or `VALIDATION_FAILED` for an approval that is no raise.
    package func decided(
        _ ruling: Ruling,
        reason: LimitReason,
        by user: ID<User>,
        at now: Instant,
        current: Int
    ) throws(Failure) -> LimitRequest {
        guard status == .pending else {
            throw Failure(
                .limitRequestDecided,
                "This request is \(status.rawValue) already.",
                members: [JSON.Member("request_status", .string(status.rawValue))]
            )
        }
        var decided = self
        decided.decision = LimitDecision(
            at: now,
            by: user,
            reason: reason.text,
            grantedLimit: try granted(ruling, current)
        )
        return decided
    }

    private func granted(_ ruling: Ruling, _ current: Int) throws(Failure) -> Int? {
        switch ruling {
        case .deny: return nil
        case .approve(let limit):
            let granted = limit ?? requestedLimit
            try Self.requireRaise(to: granted, from: current, at: "/limit")
            return granted
        }
    }

    private static func requireRaise(to limit: Int, from current: Int, at pointer: String) throws(Failure) {
        guard limit > current else {
            throw .invalid([InputError(pointer, "NOT_A_RAISE", "The limit is \(current); more than that is needed.")])
        }
    }
}
