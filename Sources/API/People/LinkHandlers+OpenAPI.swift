internal import Domain
internal import HTTPTypes

extension LinkHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/invitations",
            "listInvitations",
            .members,
            "List a tenant's invitations",
            "Those that nobody has accepted, oldest first; those whose time is over too.",
            query: QueryParameter.page + [
                QueryParameter(
                    "authorization_group",
                    .id(AuthorizationGroup.self, "Only those whose ceiling is this authorization group.")
                )
            ],
            answer: .ok("A page of invitations.", .page(of: .invitation, "A page of invitations."))
                .giving("invitation", at: "/data/0/id")
        ),
        Operation(
            .delete,
            "/v1/tenants/{tenant}/invitations/{invitation}",
            "deleteInvitation",
            .members,
            "Take an invitation back",
            "Its link is useless at once.",
            answer: .noContent("It is gone.")
        ),
        Operation(
            .post,
            "/v1/invitations/accept",
            "acceptInvitation",
            .links,
            "Accept an invitation",
            """
            Makes you a member under a name and a password of your own; then sign in. A link that is wrong, used, replaced or \
            past its time is answered alike.
            """,
            body: .required(
                .acceptance,
                example: [
                    "token": .string("lki_" + String(repeating: "0", count: 69)), "name": "Grace",
                    "password": "correct horse battery",
                ]
            ),
            answer: .created("You are a member.", Schema(.accepted)),
            errors: [.tenantSuspended, .conflict, .alreadyMember, .tooManyRequests]
        ),
        Operation(
            .post,
            "/v1/password-links/accept",
            "acceptPasswordLink",
            .links,
            "Choose a new password by a link",
            """
            Ends all your sessions; then sign in. A link that is wrong, used, replaced or past its time is answered alike, and \
            so is one whose issuer may not issue it any more.
            """,
            body: .required(
                .newPassword,
                example: [
                    "token": .string("lkp_" + String(repeating: "0", count: 69)),
                    "password": "correct horse battery",
                ]
            ),
            answer: .noContent("The password is set."),
            errors: [.tooManyRequests]
        ),
    ]
}

extension Component {
    fileprivate static let invitation = Component(
        "Invitation",
        .answer(
            "An invitation that nobody has accepted.",
            [
                "id": .id(Invitation.self, "The invitation's id."),
                "tenant_id": .id(Tenant.self, "The tenant."),
                "email": .email("Whom it is for."),
                "role": .tenantRole("What the person will be."),
                "authorization_group": Schema.answer(
                    "The group whose scopes will be the most that the person may grant; null for no such ceiling.",
                    [
                        "id": .id(AuthorizationGroup.self, "The group's id."),
                        "name": .displayName("The group's name."),
                    ]
                ).orNull,
                "membership_expires_at": .instant("When the membership will end; null for never.").orNull,
                "created_at": .instant("When it was made."),
                "created_by": Schema(.person, "Who made it; null when that is not known.").orNull,
                "expires_at": .instant("Until when its link can be accepted."),
            ]
        )
    )

    fileprivate static let acceptance = Component(
        "Acceptance",
        .input(
            "What accepting takes.",
            [
                .required("token", .string("What stands behind `#token=` in the link.")),
                .required("name", .displayName("Your name.")),
                .required("password", .string("Your password from now on: 12 to 256 characters.", length: 12...256)),
            ]
        )
    )

    fileprivate static let accepted = Component(
        "Accepted",
        .answer("Who you are now.", ["user": Schema(.user), "member": Schema(.member)])
    )

    fileprivate static let newPassword = Component(
        "NewPassword",
        .input(
            "What choosing a password takes.",
            [
                .required("token", .string("What stands behind `#token=` in the link.")),
                .required("password", .string("Your password from now on: 12 to 256 characters.", length: 12...256)),
            ]
        )
    )
}
