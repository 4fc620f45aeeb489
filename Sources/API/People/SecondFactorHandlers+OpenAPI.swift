internal import Domain
internal import HTTPTypes

extension SecondFactorHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/me/second-factor",
            "readSecondFactor",
            .secondFactor,
            "Read whether you have a second factor",
            "One that was set up and not confirmed is none.",
            answer: .ok("How it is.", Schema(.secondFactor)),
            errors: [.passwordRequired]
        ),
        Operation(
            .post,
            "/v1/me/second-factor",
            "setUpSecondFactor",
            .secondFactor,
            "Set a second factor up",
            """
            Makes a secret for an authenticator app (TOTP, RFC 6238). It counts for nothing until it is confirmed; setting up \
            again makes another one.
            """,
            body: .required(.ownPassword, example: ["password": "correct horse battery"]),
            answer: .created("A secret to be given to the device.", Schema(.newSecondFactor)),
            errors: [.passwordRequired, .conflict, .tooManyRequests]
        ),
        Operation(
            .post,
            "/v1/me/second-factor/confirm",
            "confirmSecondFactor",
            .secondFactor,
            "Confirm a second factor",
            """
            Shows that the device has the secret. From then on signing in takes a code. All other sessions end; this one goes \
            on, as one that has shown the second factor.
            """,
            body: .required(.code, example: ["code": "123456"]),
            answer: .ok("Recovery codes, told this once.", Schema(.recoveryCodes)),
            errors: [.passwordRequired, .conflict, .tooManyRequests]
        ),
        Operation(
            .post,
            "/v1/me/second-factor/recovery-codes",
            "replaceRecoveryCodes",
            .secondFactor,
            "Replace the recovery codes",
            "Makes ten new ones. Those from before are good no longer.",
            body: .required(.code, example: ["code": "123456"]),
            answer: .ok("Recovery codes, told this once.", Schema(.recoveryCodes)),
            errors: [.passwordRequired, .conflict, .tooManyRequests]
        ),
        Operation(
            .post,
            "/v1/me/second-factor/remove",
            "removeSecondFactor",
            .secondFactor,
            "Remove the second factor",
            "With its recovery codes. All other sessions end.",
            body: .required(.passwordAndCode, example: ["password": "correct horse battery", "code": "123456"]),
            answer: .ok("There is none any more.", Schema(.secondFactor)),
            errors: [.passwordRequired, .conflict, .tooManyRequests]
        ),
    ]
}

extension Component {
    fileprivate static let secondFactor = Component(
        "SecondFactor",
        .answer(
            "How it is with one's second factor.",
            [
                "enabled": .bool("Whether there is one."),
                "created_at": .instant("When it was confirmed; null when there is none.").orNull,
                "recovery_codes_left": .count("How many recovery codes are left."),
            ]
        )
    )

    fileprivate static let newSecondFactor = Component(
        "NewSecondFactor",
        .answer(
            "A second factor that is to be confirmed.",
            [
                "secret": .string(
                    "The secret, for a device that cannot read the code of `otpauth_url`. It is told this once.",
                    pattern: "^[A-Z2-7]{32}$"
                ),
                "otpauth_url": .string("The same as an `otpauth:` address, to be shown as a QR code.", format: "uri"),
            ]
        )
    )

    fileprivate static let recoveryCodes = Component(
        "RecoveryCodes",
        .answer(
            "For when the device is lost.",
            [
                "recovery_codes": .array(
                    of: .string("Good once, in place of a code.", pattern: "^[0-9a-z]{4}(-[0-9a-z]{4}){2}$"),
                    "Ten codes.",
                    count: 10...10
                )
            ]
        )
    )

    fileprivate static let ownPassword = Component(
        "OwnPassword",
        .input("What it takes to set a second factor up.", [.required("password", .string("Your password."))])
    )

    fileprivate static let code = Component(
        "SecondFactorCode",
        .input("A code.", [.required("code", .secondFactorCode)])
    )

    fileprivate static let passwordAndCode = Component(
        "PasswordAndCode",
        .input(
            "What it takes to remove a second factor.",
            [.required("password", .string("Your password.")), .required("code", .secondFactorCode)]
        )
    )
}
