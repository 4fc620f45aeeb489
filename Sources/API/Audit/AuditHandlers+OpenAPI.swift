internal import Domain
internal import HTTPTypes
internal import Operations

extension AuditHandlers {
    static let operations: [Operation] =
        operations(of: "/v1/tenants/{tenant}/audit-events", "Tenant", "a tenant's") + [
            Operation(
                .get,
                "/v1/tenants/{tenant}/keys/{key}/history",
                "readKeyHistory",
                .audit,
                "Read what was done to a key",
                "The rows of the tenant's audit trail that are about it, newest first, for whoever may read the key.",
                query: QueryParameter.page,
                answer: .ok("A page of rows.", events)
            )
        ] + operations(of: "/v1/audit-events", "Platform", "the platform's own", allTrails) + [
            Operation(
                .get,
                "/v1/audit-keys",
                "readAuditKeys",
                .audit,
                "Read the keys of signed heads",
                "The public keys by which everybody can check what is signed of audit trails: a JSON Web Key Set (RFC 7517).",
                answer: .ok("The keys, newest first.", Schema(.auditKeys))
            )
        ]

    private static func operations(
        of path: String,
        _ name: String,
        _ whose: String,
        _ more: [QueryParameter] = []
    ) -> [Operation] {
        [
            Operation(
                .get,
                path,
                "list\(name)AuditEvents",
                .audit,
                "List \(whose) audit trail",
                """
                Newest first. Filters are combined. A page that has looked at many rows without finding enough ends early, even \
                empty, and its `next_cursor` goes on from there.
                """,
                query: QueryParameter.page + filters + more,
                answer: .ok("A page of rows.", events)
            ),
            Operation(
                .get,
                path + "/verify",
                "verify\(name)AuditTrail",
                .audit,
                "Verify \(whose) audit trail",
                """
                Follows the whole chain of hashes and compares it with the columns by which rows are found, with the tenant's \
                own row, and with every signed head. One at a time of a trail; it may take a minute for a million rows.
                """,
                answer: .ok("What was found.", Schema(.auditVerdict))
            ),
            Operation(
                .get,
                path + "/heads",
                "list\(name)AuditHeads",
                .audit,
                "List the signed heads of \(whose) audit trail",
                """
                Newest first. Kept elsewhere, they show even a trail that was written anew by whoever has the database: \
                `latchkey audit verify --heads` compares them.
                """,
                query: QueryParameter.page,
                answer: .ok("A page of heads.", .page(of: .auditHead, "A page of signed heads."))
            ),
            Operation(
                .get,
                path + "/export",
                "export\(name)AuditTrail",
                .audit,
                "Export \(whose) audit trail",
                """
                Lines of JSON, oldest first: `{"begin": …}`, then `{"hash": …, "event": …}` for each row, word for word as it \
                is hashed, then `{"end": …}`, without which the export is not whole.
                """,
                query: range,
                answer: .lines("The lines.", .string("Lines of JSON."))
            ),
        ]
    }

    private static let events = Schema.page(of: .auditEvent, "A page of rows.")

    private static let range = [
        QueryParameter("from", .instant("Rows from this instant on.")),
        QueryParameter("to", .instant("Rows before this instant.")),
    ]

    private static let allTrails = [
        QueryParameter(
            "tenants",
            .one(
                of: ListAuditEvents.Tenants.self,
                """
                `ALL`: the rows of all tenants' trails and of the platform's own together, newest first, each with \
                `tenant_name`. Without it, the platform's own alone.
                """
            )
        )
    ]

    private static let filters =
        [
            QueryParameter("actor", .id(User.self, "Only what this person did.")),
            QueryParameter(
                "action",
                actions("Only these actions, separated by commas."),
                example: "key.revoke,key.rotate"
            ),
            QueryParameter(
                "exclude_action",
                actions("None of these actions, separated by commas."),
                example: "staff.read,session.begin"
            ),
            QueryParameter("key", .id(APIKey.self, "Only what was done to this key. Not together with `object`.")),
            QueryParameter(
                "object",
                .string("Only what was done to this, by its id.", length: 1...100, pattern: "^[!-~]*$")
            ),
        ] + range

    private static func actions(_ description: String) -> Schema {
        .string(description, pattern: "^[a-z._-]{1,64}(,[a-z._-]{1,64}){0,19}$")
    }
}

extension Component {
    fileprivate static let auditEvent = Component(
        "AuditEvent",
        .answer(
            "A row of an audit trail.",
            [
                "id": .string("The row's id.", pattern: "^evt_[0-7][0-9a-hjkmnp-tv-z]{25}$"),
                "tenant_id": .id(Tenant.self, "Whose trail it is in."),
                "seq": .count("Its number in that trail: from 1, without gaps."),
                "at": .instant("When it was done."),
                "actor": Schema("object", "Who did it, in which role and on whose behalf; null for the system.").orNull,
                "action": .string("What was done, such as `key.revoke`."),
                "object": .string("To what.").orNull,
                "before": Schema("object", "What was, as far as it was changed.").orNull,
                "after": Schema("object", "What is since then.").orNull,
                "reason": .string("Why, where somebody said so.").orNull,
                "ip": .string("From which address.").orNull,
                "request_id": .string("Through which request.").orNull,
                "hash": hash("SHA-256 over the hash of the row before and this row's text."),
                "actor_name": .string("The person's name as it is now; no part of what is hashed.").orNull,
            ],
            sometimes: [
                "tenant_name": .string(
                    "With `tenants=ALL` alone: the tenant's name as it is now; null for the platform."
                )
                .orNull
            ]
        )
    )

    fileprivate static let auditVerdict = Component(
        "AuditVerdict",
        .answer(
            "Whether an audit trail is what was written.",
            [
                "tenant_id": .id(Tenant.self, "Whose trail it is."),
                "intact": .bool("Whether everything fits."),
                "events": .count("Rows that were followed and fit."),
                "head": hash("The hash of the last one of them."),
                "checked_from": .count(
                    "The first row that there should be: 1, or the one behind those that were pruned."
                ),
                "first_bad": .count(
                    "The number of the first row that does not fit, or of the signed head; null for none."
                )
                .orNull,
                "reason": .one(of: AuditFinding.Reason.self, "In which way it does not fit.").orNull,
                "changed_after": .count(
                    """
                    For `CHECKPOINT_MISMATCH`, `CHECKPOINT_MISSING` and `SIGNER_UNKNOWN`: anything may have been changed behind \
                    this row, and no later than `first_bad`.
                    """
                ).orNull,
                "signed": Schema(.signedRow, "The last signed head that fits; null for none.").orNull,
                "unknown_signers": .count("Heads that fit, signed under a key that is not configured any more."),
            ]
        )
    )

    private static let signedRow = Component(
        "SignedAuditRow",
        .answer(
            "Up to which row a trail is signed.",
            [
                "seq": .count("The row's number."), "at": .instant("When it was signed."),
                "signer": .string("By which of the keys of `GET /v1/audit-keys`."),
            ]
        )
    )

    fileprivate static let auditHead = Component(
        "AuditHead",
        .answer(
            "Signed: up to this row the trail had this head.",
            [
                "tenant_id": .id(Tenant.self, "Whose trail it is."),
                "kind": .one(
                    of: AuditCheckpoint.Kind.self,
                    "`PRUNE`: the rows up to this one were deleted by the operator."
                ),
                "seq": .count("The row's number."), "head": hash("The row's hash."),
                "at": .instant("When it was signed."),
                "signer": .string("By which of the keys of `GET /v1/audit-keys`."),
                "signature": .string("Ed25519, base64url without padding."),
            ]
        )
    )

    fileprivate static let auditKeys = Component(
        "AuditKeys",
        .answer(
            "A JSON Web Key Set.",
            ["keys": .array(of: Schema(.auditKey), "The keys, newest first.")]
        )
    )

    private static let auditKey = Component(
        "AuditKey",
        .answer(
            "A public key (RFC 8037).",
            [
                "kty": .one(of: ["OKP"], "Its type."), "crv": .one(of: ["Ed25519"], "Its curve."),
                "use": .one(of: ["sig"], "What it is for."), "alg": .one(of: ["EdDSA"], "How it signs."),
                "kid": .string("The `signer` of what it signed."), "x": .string("The key, base64url without padding."),
            ]
        )
    )

    private static func hash(_ description: String) -> Schema {
        .string(description + " Hexadecimal.", pattern: "^[0-9a-f]{64}$")
    }
}
