internal import Domain
internal import HTTPTypes

extension UsageHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/usage",
            "readUsage",
            .usage,
            "Read how a tenant's keys are used",
            "All of them together, " + series,
            query: range,
            answer: .ok("The series.", Schema(.usageSeries))
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}/keys/{key}/usage",
            "readKeyUsage",
            .usage,
            "Read how a key is used",
            "One key, " + series,
            query: range,
            answer: .ok("The series.", Schema(.usageSeries))
        ),
    ]

    private static let series = """
        hour by hour or day by day, in UTC, with zeros where nothing was. At most 31 days of hours, or 366 days. Hours \
        are kept for 93 days. Counts are written once a second.
        """

    private static let range = [
        QueryParameter(
            "interval",
            .one(of: UsageInterval.self, "How long the pieces are that usage is told in.").unlessSent("HOUR")
        ),
        QueryParameter(
            "from",
            .instant("From when on, rounded down to a whole interval; 24 hours or 30 days before the end unless sent.")
        ),
        QueryParameter("to", .instant("Until when, rounded up to a whole interval; now unless sent.")),
    ]
}

extension Component {
    static let usageBalance = Component(
        "UsageBalance",
        .answer(
            "What became of checks in this hour and the 23 before it.",
            [
                "succeeded": .count("Checks that were `VALID`, without the failures that gateways reported later."),
                "failed": .count("Checks that were denied, and the failures that gateways reported later."),
            ]
        )
    )

    fileprivate static let usageSeries = Component(
        "UsageSeries",
        .answer(
            "How keys were used over some time.",
            [
                "interval": .one(of: UsageInterval.self, "How long the pieces are."),
                "from": .instant("Where the first piece begins."),
                "to": .instant("Where the last piece ends."),
                "requests": requests,
                "succeeded": succeeded,
                "failed": failed,
                "data": .array(of: Schema(.usagePoint), "The pieces, oldest first, without a gap.", count: 1...744),
            ]
        )
    )

    private static let usagePoint = Component(
        "UsagePoint",
        .answer(
            "How keys were used in one piece of time.",
            [
                "start": .instant("Where the piece begins."),
                "requests": requests,
                "succeeded": succeeded,
                "failed": failed,
                "verdicts": Schema(
                    "object",
                    "How many checks came to which verdict; those to which none came may be missing.",
                    [
                        ("propertyNames", ["enum": .strings(Verdict.allCases.map(\.rawValue))]),
                        ("additionalProperties", Schema.count("How many.").json),
                    ]
                ),
            ]
        )
    )

    private static let requests = Schema.count("Checks whose secret matched.")
    private static let succeeded = Schema.count("Checks that were `VALID`, without failures reported later.")
    private static let failed = Schema.count("Checks that were denied, and failures reported later.")
}
