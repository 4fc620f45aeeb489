internal import Domain
internal import HTTPTypes

extension PreviewHandlers {
    static let operations: [Operation] = [
        Operation(
            .post,
            "/v1/tenants/{tenant}/keys/{key}/preview",
            "previewKey",
            .usage,
            "Preview what a change of a key would have refused",
            """
            Of the checks that were `VALID` in this hour and the seven days before it. Changes nothing, needs no reason, and is \
            looked up anew each time; an `Idempotency-Key` makes no difference. `EDIT` is judged by the same rules as the edit \
            itself. Counts are written once a second.
            """,
            body: .required(.keyPreviewRequest, example: ["action": "EDIT", "ip_allowlist": ["192.0.2.0/24"]]),
            answer: .ok("What would have been refused.", Schema(.keyPreview))
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/authorization-groups/{group}/preview",
            "previewGroup",
            .usage,
            "Preview what other scopes of a group would have refused",
            """
            Of the checks of all its keys that were `VALID` in this hour and the seven days before it. Changes nothing, and \
            is looked up anew each time. The scopes are judged by the same rules as the edit itself.
            """,
            body: .required(.groupPreviewRequest, example: ["scopes": ["invoices:read"]]),
            answer: .ok("What would have been refused.", Schema(.groupPreview))
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}/keys/{key}/scopes",
            "readScopeUse",
            .usage,
            "List a key's scopes with their last use",
            """
            Each scope that the key has, those of its group if it has one, and whether any check that was `VALID` has asked for \
            it in the last 90 days.
            """,
            answer: .ok("The scopes.", Schema(.scopeUse))
        ),
    ]
}

extension Component {
    fileprivate static let keyPreviewRequest = Component(
        "KeyPreviewRequest",
        .input(
            "A change of a key that is thought of.",
            [
                .required(
                    "action",
                    .one(of: PreviewDraft.Action.self, "What would be done. `ROTATE` is without a grace.")
                ),
                .optional(
                    "ip_allowlist",
                    .array(
                        of: .string("An address or a network."),
                        "With `EDIT`: where checks could come from. Null or none is anywhere.",
                        count: 0...100
                    )
                ),
                .omittable("scopes", .scopes("With `EDIT`: what the key could do.")),
                .omittable(
                    "authorization_group_id",
                    .id(AuthorizationGroup.self, "With `EDIT`: the group whose scopes the key would have.")
                ),
            ]
        )
    )

    fileprivate static let groupPreviewRequest = Component(
        "GroupPreviewRequest",
        .input(
            "An edit of a group that is thought of.",
            [.required("scopes", .scopes("What it would hold, of the tenant's catalogue."))]
        )
    )

    fileprivate static let keyPreview = Component(
        "KeyPreview",
        .answer(
            "What a change of a key would have refused.",
            [
                "action": .one(of: PreviewDraft.Action.self, "What was asked about."),
                "since": .instant("From when on checks were looked at: the start of an hour."),
                "until": .instant("Until when: now."),
                "requests": .count("Checks that were `VALID` meanwhile."),
                "refused": Schema(.refusedCount),
                "last_used_at": .instant("The last check whose secret matched, whenever that was.").orNull,
                "scopes": refusedScopes,
                "more_scopes": Schema(.previewRest),
                "addresses": .array(
                    of: Schema(.refusedAddress),
                    "Where the checks came from that would have been refused on account of it: most first.",
                    count: 0...100
                ),
                "more_addresses": Schema(.previewRest),
                "unknown": .answer(
                    "Checks of which something is not known: there are limits to what is told apart.",
                    [
                        "scopes": .count("Not which scopes they asked for."),
                        "addresses": .count("Not where they came from."),
                    ]
                ),
                "complete": .bool("Whether all is known of all checks."),
            ]
        )
    )

    fileprivate static let groupPreview = Component(
        "GroupPreview",
        .answer(
            "What other scopes of a group would have refused.",
            [
                "since": .instant("From when on checks were looked at: the start of an hour."),
                "until": .instant("Until when: now."),
                "requests": .count(
                    "Checks of the group's keys that were `VALID` meanwhile, as far as they were looked at."
                ),
                "refused": Schema(.refusedCount),
                "scopes": refusedScopes,
                "more_scopes": Schema(.previewRest),
                "keys": .array(
                    of: Schema(.refusedKey),
                    "The keys of which checks would have been refused: those with most first.",
                    count: 0...100
                ),
                "key_count": .count("How many such keys there are."),
                "unknown": .answer(
                    "Checks of which something is not known.",
                    ["scopes": .count("Not which scopes they asked for.")]
                ),
                "complete": .bool("Whether all is known of all checks."),
            ]
        )
    )

    fileprivate static let refusedScopes = Schema.array(
        of: Schema(.refusedScope),
        "Scopes for whose sake checks would have been refused: most first. A check may have asked for several.",
        count: 0...100
    )

    private static let refusedCount = Component(
        "RefusedCount",
        .answer(
            """
            How many checks would have been refused. The two differ where something is not known, and where scopes and \
            addresses change together, which are counted apart.
            """,
            [
                "at_least": .count("So many for certain."),
                "at_most": .count("No more than these; null where there was too much to be looked at.").orNull,
            ]
        )
    )

    private static let refusedScope = Component(
        "RefusedScope",
        .answer(
            "A scope that would be missing.",
            ["name": .scope("The scope."), "requests": .count("Checks that asked for it.")]
        )
    )

    private static let refusedAddress = Component(
        "RefusedAddress",
        .answer(
            "Where checks came from.",
            [
                "address": .string("IPv4 or IPv6; null where the gateway did not say.").orNull,
                "requests": .count("Checks from there."),
            ]
        )
    )

    private static let refusedKey = Component(
        "RefusedKey",
        .answer(
            "A key of which checks would have been refused.",
            [
                "id": .id(APIKey.self, "The key's id."), "name": .displayName("What people call it."),
                "refused": .count("How many checks, at least."),
            ]
        )
    )

    private static let previewRest = Component(
        "PreviewRest",
        .answer(
            "Those that are not told one by one.",
            ["count": .count("How many."), "requests": .count("The sum of theirs.")]
        )
    )

    fileprivate static let scopeUse = Component(
        "ScopeUse",
        .answer(
            "A key's scopes with their last use.",
            [
                "data": .array(
                    of: Schema(.scopeUseEntry),
                    "The scopes that the key has, in their order.",
                    count: 0...200
                ),
                "observed_since": .instant(
                    "From when on it is known of each check what it asked for; 90 days ago at the earliest."
                ),
            ]
        )
    )

    private static let scopeUseEntry = Component(
        "ScopeUseEntry",
        .answer(
            "A scope with its last use.",
            [
                "name": .scope("The scope."),
                "last_used_at": .instant("The start of the hour in which it was last asked for, of the last 90 days.")
                    .orNull,
                "requests_90d": .count("Checks of the last 90 days that asked for it."),
                "unused": .bool(
                    "Whether no check has asked for it for 90 days; null as long as not all of them were observed."
                ).orNull,
            ]
        )
    )
}
