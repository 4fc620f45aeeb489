internal import Domain

extension Failure.Code {
    /// When it is answered, in one sentence for those who read the document.
    var meaning: String {
        switch self {
        case .invalidJSON: "The body is missing or is no JSON."
        case .invalidCursor:
            "The cursor is not of this list, with these filters and this order. Begin again without it."
        case .badRequest: "The request itself is malformed, such as a bad percent-encoding or a header sent twice."
        case .unauthenticated: "There is no token, or its session has ended."
        case .invalidCredentials: "The e-mail address, the password or the code of the second factor is wrong."
        case .secondFactorRequired: "The password is right, and a code of the second factor is needed with it."
        case .secondFactorMissing:
            "Your role on the platform takes a second factor, and you have none. Set one up, and it is yours again."
        case .passwordRequired:
            "The session comes from a tenant's identity provider; this takes the account's own password."
        case .crossSite:
            "A page of another site made your browser send the request, or it came with a cookie and nothing says from where."
        case .signOnRefused: "The identity provider's answer does not let you in here."
        case .signatureInvalid: "The report is not signed, or not by a key of the reporter's."
        case .roleForbidden:
            """
            You may not do this here: `roles` names those that may, or `missing_scopes` what is beyond your access.
            """
        case .tenantSuspended: "The tenant, or the partner above it, is suspended."
        case .notFound: "There is no such thing, or none that you may see: the two look alike."
        case .methodNotAllowed: "The path has no such method; the header `Allow` names those that it has."
        case .requestTimeout: "The request was not there in full within ten seconds."
        case .conflict: "The present state does not allow it."
        case .keyLimitReached: "The tenant has as many keys as it may have."
        case .keyNotDisabled: "The policy asks for a key to be disabled before it is revoked, unless it is compromised."
        case .groupInUse: "Keys or people depend on the group; the answer names them."
        case .lastAdmin: "The tenant would be left without an admin."
        case .alreadyMember: "The person has this role in this tenant already."
        case .limitRequestPending: "The tenant has a request that is still to be decided."
        case .limitRequestDecided: "The request was decided before."
        case .idempotencyInFlight: "A request with the same `Idempotency-Key` is still being worked on."
        case .idempotencyKeyReused: "The `Idempotency-Key` was used with another body."
        case .preconditionFailed: "The resource is no longer at the version that `If-Match` names."
        case .payloadTooLarge: "The body has more than 64 KiB."
        case .unsupportedMediaType: "The body was not sent as `application/json`."
        case .misdirectedRequest: "This server does not answer for the host that was asked."
        case .validationFailed: "Fields, parameters or headers are not valid; `errors` names each of them."
        case .reasonRequired: "Platform staff change a tenant's data only with a reason, in `Latchkey-Reason`."
        case .preconditionRequired: "`If-Match` is needed here."
        case .tooManyRequests: "Too many requests. Wait as long as `Retry-After` says."
        case .headersTooLarge: "The request line or the headers are too large."
        case .internal: "A defect of ours. It was logged under the request's id."
        case .unavailable: "Something that is needed cannot be reached just now. Try again."
        case .outcomeUnknown:
            "It may or may not have been done: look, or send a POST again with the same `Idempotency-Key`."
        case .receiptUnknown:
            """
            The change stands, but its receipt could not be completed. Sending it again, a PATCH with the ETag that there is now, \
            completes it.
            """
        }
    }

    /// What a problem with this code has beyond what all problems have.
    var extensions: KeyValuePairs<String, Schema> {
        switch self {
        case .roleForbidden:
            [
                "roles": .array(of: .one(of: Role.self, "A role."), "The roles that may do this here."),
                "missing_scopes": .array(of: .scope("A scope."), "The scopes beyond your own access."),
            ]
        case .keyLimitReached:
            [
                "limit": .count("How many keys the tenant may have."),
                "used": .count("How many it has that are neither revoked nor expired."),
                "candidates": .array(of: Schema(.spareKey), "Keys that could be let go, best first.", count: 0...10),
                "pending_request_id": .id(LimitRequest.self, "The request for more that is pending; null for none.")
                    .orNull,
            ]
        case .groupInUse:
            [
                "keys": .array(of: Schema(.groupKey), "Keys that have the group: the first ten.", count: 0...10),
                "key_count": .count("How many keys have it in all."),
                "members": .array(
                    of: Schema(.groupMember),
                    "People whose ceiling it is: the first ten.",
                    count: 0...10
                ),
                "member_count": .count("How many people's ceiling it is in all."),
                "invitations": .array(
                    of: Schema(.groupInvitation),
                    "Invitations that nobody has accepted, to a membership under it: the first ten.",
                    count: 0...10
                ),
                "invitation_count": .count("How many such invitations there are in all."),
                "role_mappings": .array(
                    of: Schema(.groupMapping),
                    "Mappings of a directory's groups that limit people to it: the first ten.",
                    count: 0...10
                ),
                "role_mapping_count": .count("How many such mappings there are in all."),
            ]
        case .alreadyMember:
            ["member_id": .id(Membership.self, "The membership that the person has.")]
        case .conflict:
            ["key_status": .one(of: KeyStatus.self, "What the key is, where that is why.")]
        case .signOnRefused:
            ["reason": .one(of: SignOnRefusal.self, "Why, for programs.")]
        case .limitRequestPending:
            ["pending_request_id": .id(LimitRequest.self, "The request that is pending.")]
        case .limitRequestDecided:
            ["request_status": .one(of: LimitRequest.Status.self, "How it was decided.")]
        default: [:]
        }
    }
}

extension Component {
    fileprivate static let spareKey = Component(
        "SpareKey",
        .answer(
            "A key that could be let go.",
            [
                "id": .id(APIKey.self, "The key's id."),
                "name": .displayName("What people call it."),
                "prefix": .shownKey,
                "status": .one(of: KeyStatus.self, "What it is now."),
                "reasons": .array(
                    of: .one(of: SpareKey.Reason.self, "A reason."),
                    "Why it could be let go. `NEVER_USED` is said only of keys that are an hour old or older.",
                    count: 1...3
                ),
                "created_at": .instant("When it was made."),
                "last_used_at": .instant("When it was last used; null for never.").orNull,
                "expires_at": .instant("When it ends; null for never.").orNull,
            ]
        )
    )

    fileprivate static let groupKey = Component(
        "GroupKey",
        .answer(
            "A key that has a group.",
            [
                "id": .id(APIKey.self, "The key's id."),
                "name": .displayName("What people call it."),
                "status": .one(of: KeyStatus.self, "What it is now."),
            ]
        )
    )

    fileprivate static let groupMember = Component(
        "GroupMember",
        .answer(
            "A membership whose ceiling is a group.",
            [
                "id": .id(Membership.self, "The membership's id."),
                "user": .answer(
                    "Whose it is.",
                    [
                        "id": .id(User.self, "The person's id."),
                        "name": .displayName("The person's name; null when it is not known.").orNull,
                    ]
                ),
                "role": .one(of: Role.self, "What the person is in the tenant."),
            ]
        )
    )

    fileprivate static let groupInvitation = Component(
        "GroupInvitation",
        .answer(
            "An invitation to a membership whose ceiling is a group.",
            [
                "id": .id(Invitation.self, "The invitation's id."),
                "email": .email("Whom it is for."),
                "role": .tenantRole("What the person will be."),
            ]
        )
    )

    fileprivate static let groupMapping = Component(
        "GroupMapping",
        .answer(
            "A mapping of a directory's group whose ceiling is a group.",
            [
                "id": .id(RoleMapping.self, "The mapping's id."),
                "directory_group": .string("As the directory calls its group; `*` is everybody."),
                "role": .tenantRole("What its people are here."),
            ]
        )
    )
}
