internal import Domain
internal import HTTPTypes

extension LeakHandlers {
    static let operations: [Operation] = [
        Operation(
            .post,
            "/v1/leaks",
            "reportLeak",
            .leaks,
            "Report a leaked key",
            """
            Anybody who has found a key may say where: once this is answered, no check of it succeeds any more. The key's \
            policy says whether it is disabled or revoked, and its tenant is told. The answer is the same whether there is such a \
            key or not. Reporting again changes nothing that has not changed since. The address that is given is never asked, \
            and kept without its query.

            GitHub's secret scanning sends an array of what it has found, with the headers `Github-Public-Key-Identifier` and \
            `Github-Public-Key-Signature`. Without a signature that is good nothing happens (403 `SIGNATURE_INVALID`).
            """,
            body: .required(
                .leakReport,
                example: [
                    "key": .string(exampleKey), "url": "https://paste.example/raw/4711",
                    "comment": "In a public paste.",
                ]
            ),
            answer: .ok("It was taken.", Schema(.leakAnswer)),
            errors: [.signatureInvalid, .tooManyRequests, .receiptUnknown]
        ),
        Operation(
            .post,
            "/v1/keys/revoke",
            "revokePresentedKey",
            .leaks,
            "Revoke a key that you hold",
            """
            For good, with no more proof than the key itself: once this is answered no check of it succeeds any more. A secret \
            that a rotation has replaced is as good until its grace ends. Whatever is no living secret gets one and the same 422, \
            with `UNKNOWN_KEY` at `/key`. Revoking again succeeds, with a new receipt.
            """,
            body: .required(
                .possession,
                example: ["key": .string(exampleKey), "reason": "I pasted it into a chat."]
            ),
            answer: .ok("What the key is now, and the receipt.", Schema(.revokedKeyAndReceipt)),
            errors: [.tooManyRequests, .receiptUnknown]
        ),
    ]

    private static let exampleKey = "tnt_live_" + String(repeating: "0", count: 65)
}

extension Component {
    fileprivate static let leakReport = Component(
        "LeakReport",
        .either(
            "A key that somebody has found, or what GitHub's secret scanning sends.",
            [
                .input(
                    "A key, and where it was found.",
                    [
                        .required("key", .string("The whole key, as it was found.")),
                        .optional(
                            "url",
                            .string(
                                "Where: an address on the web, `http` or `https`.",
                                length: 8...LeakPlace.mostCharacters,
                                pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$"
                            )
                        ),
                        .optional("comment", .text("What else there is to say, for the tenant's people.")),
                    ]
                ),
                .array(
                    of: .open(
                        "A token.",
                        [
                            "token": .string("The token."),
                            "type": .string("What the reporter calls its kind."),
                            "url": .string("Where it was found."),
                            "source": .string("In what, such as `commit`."),
                        ],
                        required: ["token"]
                    ),
                    "Tokens, over a signature of GitHub's."
                ),
            ]
        )
    )

    fileprivate static let leakAnswer = Component(
        "LeakAnswer",
        .either(
            "That a report was taken, or what became of each token of a signed one.",
            [
                .answer(
                    "A report was taken.",
                    ["status": .one(of: ["REPORTED"], "Whether there is such a key or not.")]
                ),
                .array(
                    of: .answer(
                        "What became of one token.",
                        [
                            "token_hash": .string("SHA-256 of the token, in hex.", pattern: "^[0-9a-f]{64}$"),
                            "token_type": .string("As it was sent."),
                            "label": .one(
                                of: ["true_positive", "false_positive"],
                                "Whether it is, or was, the secret of a key."
                            ),
                        ]
                    ),
                    "In the order in which they were sent."
                ),
            ]
        )
    )

    fileprivate static let possession = Component(
        "Possession",
        .input(
            "A key that you hold, and why it has to end.",
            [
                .required("key", .string("The whole key.")),
                .optional("reason", .text("Why, for the tenant's people.")),
            ]
        )
    )

    fileprivate static let revokedKeyAndReceipt = Component(
        "RevokedKeyAndReceipt",
        .answer(
            "A key that was revoked by its holder, and the receipt.",
            [
                "key": .answer(
                    "What its holder is told of it.",
                    [
                        "id": .id(APIKey.self, "The key's id."),
                        "prefix": .shownKey,
                        "status": .one(of: ["REVOKED"], "What it is now."),
                    ]
                ),
                "receipt": Schema(.receipt),
            ]
        )
    )
}
