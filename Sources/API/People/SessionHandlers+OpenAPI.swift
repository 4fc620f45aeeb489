internal import Domain
internal import HTTPTypes
internal import Operations

extension SessionHandlers {
    static let operations: [Operation] = [
        Operation(
            .post,
            "/v1/sessions",
            "createSession",
            .sessions,
            "Sign in",
            """
            Begins a session of twelve hours with an e-mail address and a password. An unknown address and a wrong password \
            are answered alike. Whoever has a second factor sends a code with them; without it the right password is answered \
            `SECOND_FACTOR_REQUIRED`. A session whose cookie comes with the request ends. Whoever has fifty sessions loses \
            the oldest.
            """,
            body: .required(
                .newSession,
                example: ["email": "ada@example.com", "password": "correct horse battery", "transport": "BEARER"]
            ),
            answer: .created("Signed in.", Schema(.session)).withCookie,
            errors: [.invalidCredentials, .secondFactorRequired, .tooManyRequests]
        ),
        Operation(
            .get,
            "/v1/sessions",
            "listSessions",
            .sessions,
            "List your sessions",
            "Where you are signed in, newest first. There are fifty at most, so this is always one page.",
            answer: .ok("Your sessions.", .page(of: .ownSession, "All of your sessions.")).giving(
                "session",
                at: "/data/0/id"
            ),
            errors: [.passwordRequired]
        ),
        Operation(
            .delete,
            "/v1/sessions",
            "deleteOtherSessions",
            .sessions,
            "Sign out everywhere else",
            "Ends all your sessions but the present one.",
            answer: .noContent("Signed out everywhere else."),
            errors: [.passwordRequired]
        ),
        Operation(
            .delete,
            "/v1/sessions/{session}",
            "deleteSession",
            .sessions,
            "End a session of yours",
            "Ends it at once. Somebody else's is answered like one that does not exist.",
            answer: .noContent("It has ended.").withCookie,
            errors: [.passwordRequired]
        ),
        Operation(
            .delete,
            "/v1/sessions/current",
            "signOut",
            .sessions,
            "Sign out",
            "Ends the session whose token is sent, at once.",
            answer: .noContent("Signed out.").withCookie,
            orElse: .ok("Signed out here. The session came from an identity provider.", Schema(.signedOut)).withCookie
        ),
        Operation(
            .get,
            "/v1/me",
            "readMe",
            .sessions,
            "Read who you are",
            "The signed-in person, with their role on the platform and their live memberships.",
            answer: .ok("Who you are.", Schema(.me))
        ),
    ]
}

extension Component {
    fileprivate static let newSession = Component(
        "NewSession",
        .input(
            "What signing in takes.",
            [
                .required("email", .email("The person's e-mail address, in any case.")),
                .required("password", .string("The person's password.")),
                .optional("code", .secondFactorCode),
                .required(
                    "transport",
                    .one(
                        of: Transport.self,
                        "How the session is kept: `BEARER` answers a token, to be sent in `Authorization`; `COOKIE` sets a "
                            + "cookie, for pages of this server only."
                    )
                ),
            ]
        )
    )

    static let session = Component(
        "Session",
        .answer(
            "A session that has just begun.",
            [
                "expires_at": .instant("When the session ends, used or not."),
                "user": Schema(.user),
            ],
            sometimes: [
                "token": .string(
                    "What to send as `Authorization: Bearer …`. A secret: it is told this once, and not at all with a cookie.",
                    pattern: "^lks_[0-9a-z]{26}[0-9A-Za-z]{43}$"
                )
            ]
        )
    )

    fileprivate static let ownSession = Component(
        "OwnSession",
        .answer(
            "A session, for its person to recognise.",
            [
                "id": .id(Session.self, "The session's id."),
                "created_at": .instant("When it began."),
                "expires_at": .instant("When it ends, used or not."),
                "ip": .string("The address that it was begun from; null when that is not known.").orNull,
                "user_agent": .string("What the client called itself; null when it did not.").orNull,
                "current": .bool("Whether it is the one that asks."),
                "method": .one(of: SessionView.Method.self, "How one signed in."),
                "second_factor": .bool("Whether a second factor was shown."),
            ]
        )
    )

    fileprivate static let signedOut = Component(
        "SignedOut",
        .answer(
            "A session that has ended here, and not yet at the identity provider that it came from.",
            ["sign_out_url": .string("Where a browser goes to sign out of the provider too.")]
        )
    )

    static let user = Component(
        "User",
        .answer(
            "A person.",
            [
                "id": .id(User.self, "The person's id."),
                "email": .email("The e-mail address by which the person signs in."),
                "name": .displayName("The person's name."),
            ]
        )
    )

    /// As they are named in what they did.
    static let person = Component(
        "Person",
        .answer(
            "A person, as named in what they did.",
            [
                "id": .id(User.self, "The person's id."),
                "name": .displayName("The person's name."),
            ]
        )
    )

    fileprivate static let me = Component(
        "Me",
        .answer(
            "The signed-in person.",
            [
                "user": Schema(.user),
                "platform_role": .one(
                    of: Role.allCases.filter(\.isPlatform).map(\.rawValue),
                    """
                    The role on the platform itself; null for everybody but its staff, and for staff without the second \
                    factor that their role takes.
                    """
                ).orNull,
                "platform_actions": .array(
                    of: .one(of: Action.self, "An action of the access table."),
                    "What that role allows, whatever the tenant: empty without one."
                ),
                "memberships": .array(of: Schema(.membership), "What the person is, in which tenants."),
                "second_factor": .answer(
                    "Null in a session of an identity provider.",
                    [
                        "enabled": .bool("Whether the person has a second factor."),
                        "required": .bool(
                            "Whether their role on the platform takes one. Until they have it, `platform_role` is null."
                        ),
                    ]
                ).orNull,
            ]
        )
    )

    private static let membership = Component(
        "Membership",
        .answer(
            "A person's place in a tenant.",
            [
                "id": .id(Membership.self, "The membership's id."),
                "tenant_id": .id(Tenant.self, "The tenant."),
                "role": .tenantRole(
                    "What the person is there. `ADVISOR` is someone from outside who acts for a client business."
                ),
                "authorization_group_id": .id(
                    AuthorizationGroup.self,
                    "The group whose scopes are the most that the person may grant; null for no such ceiling."
                ).orNull,
                "expires_at": .instant("When the membership ends; null for never.").orNull,
            ]
        )
    )
}
