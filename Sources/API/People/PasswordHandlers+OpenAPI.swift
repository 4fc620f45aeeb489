internal import Domain
internal import HTTPTypes

extension PasswordHandlers {
    static let operations: [Operation] = [
        Operation(
            .post,
            "/v1/me/password",
            "changePassword",
            .sessions,
            "Change your password",
            """
            Ends all your sessions, and begins a new one in place of the present one: its token is answered, or set as a \
            cookie, as the present one's was. A link by which the password could have been set is void.
            """,
            body: .required(
                .passwordChange,
                example: ["current_password": "correct horse battery", "new_password": "staple garden seventeen"]
            ),
            answer: .ok("Changed.", Schema(.session)).withCookie,
            errors: [.passwordRequired, .tooManyRequests, .conflict]
        )
    ]
}

extension Component {
    fileprivate static let passwordChange = Component(
        "PasswordChange",
        .input(
            "What a change of password takes.",
            [
                .required("current_password", .string("The password until now: `WRONG_PASSWORD` if it is another.")),
                .required("new_password", .newPassword),
            ]
        )
    )
}

extension Schema {
    /// A password that somebody chooses.
    static let newPassword = Schema.string(
        "12 to 256 characters of any kind (`TOO_SHORT`, `TOO_LONG`): no sequence or repetition (`TOO_SIMPLE`), without the "
            + "person's name or address or the name of this service (`CONTAINS_CONTEXT`), and in no list of passwords known to "
            + "attackers (`BREACHED`).",
        length: Password.length
    )
}
