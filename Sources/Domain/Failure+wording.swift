// The refusals that many operations share, each worded once.

extension Failure {
    package static func unauthenticated() -> Failure {
        Failure(
            .unauthenticated,
            "Sign in: send the token of a live session as `Authorization: Bearer`, or its cookie."
        )
    }

    /// One wording for an unknown address, a wrong password and a disabled user.
    package static func invalidCredentials() -> Failure {
        Failure(.invalidCredentials, "The e-mail address or the password is wrong.")
    }

    /// The password was right.
    package static func secondFactorRequired() -> Failure {
        Failure(.secondFactorRequired, "Send a code of your second factor too, or a recovery code, as `code`.")
    }

    /// One wording for a code that is wrong, was used before or is of another time.
    package static func wrongCode() -> Failure {
        Failure(.invalidCredentials, "The code is wrong, of another time, or was used before.")
    }

    package static func secondFactorMissing(for role: Role) -> Failure {
        Failure(
            .secondFactorMissing,
            "The role \(role.rawValue) takes a second factor here. Set one up at /v1/me/second-factor."
        )
    }

    /// Also what is another tenant's: byte for byte as if it did not exist.
    package static func notFound() -> Failure {
        Failure(.notFound, "There is no such thing here.")
    }

    package static func tenantSuspended() -> Failure {
        Failure(
            .tenantSuspended,
            "This tenant, or the partner above it, is suspended. Whoever suspended it can resume it."
        )
    }

    package static func invalidCursor() -> Failure {
        Failure(.invalidCursor, "This cursor does not belong to this list. Begin again without a cursor.")
    }

    package static func conflict(_ detail: String, cause: (any Error)? = nil) -> Failure {
        Failure(.conflict, detail, cause: cause)
    }

    package static func groupNameTaken() -> Failure {
        .conflict("Another authorization group of this tenant has this name.")
    }

    package static func lastAdmin() -> Failure {
        Failure(.lastAdmin, "This tenant would be left without an admin who stays. Make somebody else one first.")
    }

    package static func alreadyMember(_ membership: Membership) -> Failure {
        Failure(
            .alreadyMember,
            "This person is \(membership.role.rawValue) in this tenant already.",
            members: [JSON.Member("member_id", .string(membership.id.description))]
        )
    }

    /// One wording for a link that is unknown, used, replaced or past its time.
    package static func invalidToken() -> Failure {
        .invalid([InputError("/token", "INVALID_TOKEN", "This link is not valid, or no longer. Ask for a new one.")])
    }

    package static func idempotencyInFlight() -> Failure {
        Failure(
            .idempotencyInFlight,
            "A request with this Idempotency-Key is still being worked on. Try again for its answer.",
            retryAfter: .seconds(1)
        )
    }

    package static func unavailable(
        _ detail: String = "The database cannot be reached just now. Try again.",
        retryAfter: Duration = .seconds(1),
        cause: (any Error)? = nil
    ) -> Failure {
        Failure(.unavailable, detail, cause: cause, retryAfter: retryAfter)
    }

    /// The connection was lost while the change was being committed: it may have happened or not.
    package static func outcomeUnknown(cause: any Error) -> Failure {
        Failure(
            .outcomeUnknown,
            "The database went away while this was being saved. It may have happened: look before you try again.",
            cause: cause,
            retryAfter: .seconds(1)
        )
    }

    /// A verifier could not be heard of, or the database.
    package static func receiptUnknown(cause: (any Error)?) -> Failure {
        Failure(
            .receiptUnknown,
            """
            This is done, but it is not known whether every verifier has learnt of it. Send it again to wait for that, a PATCH \
            with the ETag that there is now.
            """,
            cause: cause,
            retryAfter: .seconds(1)
        )
    }

    package static func `internal`(cause: any Error) -> Failure {
        Failure(.internal, "Something went wrong on our side.", cause: cause)
    }
}
