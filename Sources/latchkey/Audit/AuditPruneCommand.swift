import ArgumentParser
import Domain
import Operations

struct AuditPruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Delete the rows of the audit trails that are older than a date.",
        discussion: """
            Needs the login that owns the tables, with which `latchkey migrate` is run: the application's own role cannot \
            delete from a trail. A trail that does not verify up to that date is left alone. In batches: with each, a signature \
            over the last deleted row is stored, from which the rest goes on being verified. What was deleted is in the trail \
            as `audit.prune`. It cannot be undone: export first.
            """
    )

    @Option(
        help:
            "Delete what is older: a date such as 2027-01-31, at 00:00 UTC, or an instant such as 2027-01-31T12:00:00Z."
    )
    var before: String

    @OptionGroup var trails: ChosenTrails

    func run() async throws {
        guard let cut = CalendarDate(before)?.startOfDay ?? Instant(rfc3339: before) else {
            throw ValidationError("--before: \(before) is neither a date nor an RFC 3339 instant.")
        }
        _ = try trails.id
        try await onPlatform { platform in
            let prune = PruneTrail(platform: platform)
            try await trails.each(of: platform) { tenant in
                let deleted = try await prune(of: tenant, before: cut) { done, all in
                    print("\(tenant): \(done) of \(all) rows deleted")
                }
                if deleted == 0 { print("\(tenant): nothing is that old") }
            }
        }
    }
}
