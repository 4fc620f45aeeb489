internal import Domain
internal import HTTPTypes

extension MemberHandlers {
    private static let members = "/v1/tenants/{tenant}/members"
    private static let one = members + "/{member}"

    static let operations: [Operation] = [
        Operation(
            .get,
            members,
            "listMembers",
            .members,
            "List a tenant's members",
            "In the order in which they came. A person who is several things in the tenant is there once for each.",
            query: QueryParameter.page + [
                QueryParameter("role", .tenantRole("Only members in this role.")),
                QueryParameter(
                    "authorization_group",
                    .id(AuthorizationGroup.self, "Only members whose ceiling is this authorization group.")
                ),
            ],
            answer: .ok("A page of members.", .page(of: .member, "A page of members."))
                .giving("member", at: "/data/0/id")
        ),
        Operation(
            .post,
            members,
            "createMember",
            .members,
            "Let somebody in",
            """
            Whoever has a password here is a member at once. For anybody else the answer has an `invitation`: give them its \
            `url`, by which they choose a name and a password within seven days; to invite them again makes the link before \
            useless. Nobody grants what they do not hold: not a role above their own, nor, with a ceiling of their own, more \
            than that (else 403). An advisor is let in like everybody else, and can be given an end and a ceiling.
            """,
            body: .required(
                .newMember,
                example: [
                    "email": "grace@example.com", "role": "ADVISOR", "authorization_group_id": nil,
                    "expires_at": "2098-12-31T00:00:00Z",
                ]
            ),
            answer: .created("The member, or who will be one.", Schema(.memberToBe)).withETag,
            errors: [.alreadyMember]
        ),
        Operation(
            .get,
            one,
            "readMember",
            .members,
            "Read a member",
            "One member of the tenant.",
            answer: .ok("The member.", Schema(.member)).withETag
        ),
        Operation(
            .patch,
            one,
            "editMember",
            .members,
            "Change what a member is",
            """
            What they may do changes with their next request. What makes a membership more is a grant like any other (else \
            403); a nearer end is not. A tenant that has an admin who stays keeps one.
            """,
            body: .required(.memberEdit, example: ["expires_at": "2098-12-31T00:00:00Z"]),
            ifMatch: .required,
            answer: .ok("The member as they are now.", Schema(.member)).withETag,
            errors: [.lastAdmin, .alreadyMember]
        ),
        Operation(
            .delete,
            one,
            "removeMember",
            .members,
            "Remove a member",
            """
            Ends the membership at once. The keys that they made stay, and the answer names them. Somebody who is nobody \
            anywhere then is signed out. A tenant that has an admin who stays keeps one.
            """,
            ifMatch: .honoured,
            answer: .ok("Who has gone, and what they leave.", Schema(.departure)),
            errors: [.lastAdmin]
        ),
        Operation(
            .delete,
            "/v1/me/memberships/{member}",
            "leaveTenant",
            .members,
            "Leave a tenant",
            """
            Ends a membership of your own, also while the tenant is suspended. A tenant that has an admin who stays keeps one.
            """,
            answer: .ok("What you have been, and what you leave.", Schema(.departure)),
            errors: [.lastAdmin]
        ),
        Operation(
            .post,
            one + "/password-link",
            "createPasswordLink",
            .members,
            "Issue a link to a new password",
            """
            For a member who has lost theirs: give them the `url`, good once and for a day; the link before is useless then. \
            Since whoever has it can be them, it takes all that the person holds, in whichever tenant (else 403), at the time \
            when it is used too. Nobody issues one for the platform's staff.
            """,
            answer: .created("The link.", Schema(.passwordLink))
        ),
        Operation(
            .delete,
            one + "/second-factor",
            "removeMemberSecondFactor",
            .members,
            "Take away a second factor",
            "For a member who has lost it. Takes what issuing a link to a new password takes.",
            answer: .noContent("They have none now.")
        ),
    ]
}

extension Schema {
    /// What somebody can be in a tenant.
    static func tenantRole(_ description: String) -> Schema {
        .one(of: Role.ofTenants.map(\.rawValue), description)
    }

    fileprivate static let roleInTenant = tenantRole(
        "What the person is there. `ADVISOR` is someone from outside who acts for a client business."
    )

    fileprivate static let ceiling = Schema.answer(
        "The group whose scopes are the most that the person may grant; null for no such ceiling.",
        ["id": .id(AuthorizationGroup.self, "The group's id."), "name": .displayName("The group's name.")]
    ).orNull

    fileprivate static let origin = Schema.one(
        of: MembershipOrigin.self,
        "Whether a person gave the membership (`DIRECT`), or a directory did, which takes it away again."
    )

    fileprivate static let membershipEnd = Schema.instant("When the membership ends; null for never.").orNull
}

extension Component {
    static let member = Component(
        "Member",
        .answer(
            "A person in a tenant.",
            [
                "id": .id(Membership.self, "The membership's id."),
                "tenant_id": .id(Tenant.self, "The tenant."),
                "user": Schema(.user),
                "role": .roleInTenant,
                "authorization_group": .ceiling,
                "expires_at": .membershipEnd,
                "created_at": .instant("When they became a member."),
                "origin": .origin,
            ]
        )
    )

    fileprivate static let memberToBe = Component(
        "MemberToBe",
        .answer(
            "A person in a tenant, or one who will be when they accept.",
            [
                "id": .id(Membership.self, "The membership's id; null until they accept.").orNull,
                "tenant_id": .id(Tenant.self, "The tenant."),
                "user": .answer(
                    "Who it is.",
                    [
                        "id": .id(User.self, "The person's id; null until they accept.").orNull,
                        "email": .email("The e-mail address by which the person signs in."),
                        "name": .displayName("The person's name; null until they accept.").orNull,
                    ]
                ),
                "role": .roleInTenant,
                "authorization_group": .ceiling,
                "expires_at": .membershipEnd,
                "created_at": .instant("When they became a member, or were invited."),
                "origin": .origin,
                "invitation": .answer(
                    "What to give the person; null when they are a member already.",
                    [
                        "id": .id(Invitation.self, "The invitation's id."),
                        "url": .string("Where they accept. A secret: it is told this once.", pattern: "#token=lki_"),
                        "expires_at": .instant("Until when they can."),
                    ]
                ).orNull,
            ]
        )
    )

    fileprivate static let newMember = Component(
        "NewMember",
        .input(
            "Somebody to be let in.",
            [
                .required("email", .email("The person's e-mail address, in any case.")),
                .required("role", .roleInTenant),
                .optional(
                    "authorization_group_id",
                    .id(
                        AuthorizationGroup.self,
                        "A group of type `USER`, whose scopes are the most that they may grant."
                    )
                ),
                .optional("expires_at", .instant("When the membership ends, in the future; null for never.")),
            ]
        )
    )

    fileprivate static let memberEdit = Component(
        "MemberEdit",
        .edit(
            "What is to be changed about a membership; what is not sent stays as it is.",
            [
                .omittable("role", .roleInTenant),
                .optional(
                    "authorization_group_id",
                    .id(AuthorizationGroup.self, "A group of type `USER`; null for no ceiling.")
                ),
                .optional("expires_at", .instant("When it ends, in the future; null for never.")),
            ]
        )
    )

    fileprivate static let departure = Component(
        "Departure",
        .answer(
            "A membership that has ended, and the keys that its holder made: they stay.",
            [
                "member": Schema(.member),
                "keys": .array(
                    of: Schema(.keyLeft),
                    "Those that are not revoked, the first hundred, oldest first; none if you may not read keys.",
                    count: 0...100
                ),
                "key_count": .count("How many there are."),
            ]
        )
    )

    private static let keyLeft = Component(
        "KeyLeft",
        .answer(
            "A key that somebody made.",
            [
                "id": .id(APIKey.self, "The key's id."),
                "name": .displayName("What people call it."),
                "prefix": .shownKey,
                "status": .one(of: KeyStatus.self, "What it is now."),
            ]
        )
    )

    fileprivate static let passwordLink = Component(
        "PasswordLink",
        .answer(
            "A link by which a person chooses a new password.",
            [
                "url": .string("Where they choose it. A secret: it is told this once.", pattern: "#token=lkp_"),
                "expires_at": .instant("Until when they can."),
            ]
        )
    )
}
