internal import Domain
internal import HTTPTypes

extension SingleSignOnHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/single-sign-on",
            "readSingleSignOn",
            .singleSignOn,
            "Read a tenant's identity provider",
            "How its people and programs come through it.",
            answer: .ok("The identity provider; null, without an `ETag`, for none.", Schema(.connection).orNull)
                .withETagOfAny
        ),
        Operation(
            .put,
            "/v1/tenants/{tenant}/single-sign-on",
            "setSingleSignOn",
            .singleSignOn,
            "Set a tenant's identity provider",
            """
            In the place of the one that there is, which takes `If-Match`. The provider is asked first: one that cannot be \
            reached, is not public, or says that it is another one is refused. Takes a membership without a ceiling, since \
            whoever runs a directory can name anybody in it.
            """,
            body: .required(
                .newConnection,
                example: [
                    "issuer": "https://login.example.com", "client_id": "latchkey",
                    "client_secret": "what-the-provider-gave-you",
                    "audience": "https://keys.example.com/ten_01h455vb4pex5vsknk084sn02q",
                ]
            ),
            ifMatch: .honoured,
            answer: .ok("The identity provider as it is now.", Schema(.connection)).withETag,
            errors: [.preconditionRequired]
        ),
        Operation(
            .delete,
            "/v1/tenants/{tenant}/single-sign-on",
            "removeSingleSignOn",
            .singleSignOn,
            "Remove a tenant's identity provider",
            "Nobody comes through it any more. Sessions that began there go on until they end.",
            ifMatch: .honoured,
            answer: .noContent("It is gone.")
        ),
        Operation(
            .get,
            "/v1/single-sign-on/{tenant}",
            "beginSingleSignOn",
            .singleSignOn,
            "Sign in through a tenant's identity provider",
            """
            For browsers: leads to the provider, and from there back to the callback. A tenant without one, or suspended, \
            answers 404. A page of another site cannot begin it: 403 where `Sec-Fetch-Site` is sent and says so.
            """,
            answer: .found("To the provider, with a cookie that lasts ten minutes.").withCookie,
            orElse: refusedInBrowser,
            errors: [.signOnRefused, .crossSite]
        ),
        Operation(
            .get,
            "/v1/single-sign-on/{tenant}/callback",
            "finishSingleSignOn",
            .singleSignOn,
            "Come back from an identity provider",
            """
            For browsers, by the provider's doing, as a page and nothing within one. Checks that this very browser began the \
            sign-in, at this tenant, and once; exchanges the code; takes the ID token at its signed word; gives the person \
            what the tenant's role mappings make of their groups; and begins a session, good in that tenant alone. Other \
            parameters that providers add are ignored.
            """,
            query: [
                QueryParameter("state", .string("What the provider was given.")),
                QueryParameter("code", .string("What the provider gives for it.")),
                QueryParameter("iss", .string("Which provider it is (RFC 9207).")),
                QueryParameter("error", .string("Why there is no code.")),
            ],
            answer: .found("Signed in, with the session's cookie: to the public URL.").withCookie,
            orElse: refusedInBrowser,
            errors: [.signOnRefused, .crossSite]
        ),
    ]

    private static let refusedInBrowser = Success.seeOther(
        "Refused to a browser that shows it to a person (`Accept` prefers `text/html`): to where people sign in, with the "
            + "reason, or else the code, as `refused`."
    )
}

extension Component {
    fileprivate static let connection = Component(
        "SingleSignOn",
        .answer(
            "A tenant's identity provider.",
            [
                "tenant_id": .id(Tenant.self, "The tenant."),
                "issuer": .string("The provider, as it writes itself in its tokens."),
                "client_id": .string("Which of the provider's clients we are."),
                "has_client_secret": .bool("Whether there is a secret of that client. It is never shown."),
                "audience": .string("Of access tokens that programs send; null: none are taken.").orNull,
                "email_claim": .string("The claim with a person's e-mail address."),
                "groups_claim": .string("The claim with the names of somebody's groups."),
                "trusts_email": .bool(trustsEmail),
                "redirect_uri": .string("What the provider must allow as our redirect URI."),
                "start_url": .string("Where the tenant's people begin to sign in."),
                "created_at": .instant("When it was first set."),
                "updated_at": .instant("When it was last set."),
            ]
        )
    )

    fileprivate static let newConnection = Component(
        "SingleSignOnSetting",
        .input(
            "An identity provider to be set.",
            [
                .required("issuer", visible("The provider's address; all else is read from there.")),
                .required("client_id", visible("Which of the provider's clients we are.")),
                .optional(
                    "client_secret",
                    .string(
                        "The secret of that client; null for none. Not sent, the present one stays, unless the issuer or the "
                            + "client is another one.",
                        length: 1...SignOnDraft.mostCharactersOfSecret,
                        pattern: printable
                    )
                ),
                .optional(
                    "audience",
                    visible("Of access tokens that programs send. It contains the tenant's own id, and no other one's.")
                ),
                .optional("email_claim", claim("The claim with a person's e-mail address: `email` unless sent.")),
                .optional("groups_claim", claim("The claim with somebody's groups: `groups` unless sent.")),
                .optional("trusts_email", .bool(trustsEmail)),
            ]
        )
    )

    private static let printable = "^[!-~]+$"

    private static let trustsEmail =
        "Whether an address is taken of which the provider does not say `email_verified`: only where people cannot change "
        + "their own. False unless set; what is said to be unverified is never taken."

    private static func visible(_ description: String) -> Schema {
        .string(description, length: 1...SignOnDraft.mostCharacters, pattern: printable)
    }

    private static func claim(_ description: String) -> Schema {
        .string(description, length: 1...SignOnDraft.mostCharactersOfClaim, pattern: printable)
    }
}
