import ArgumentParser
import Domain
import Operations

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Tell whether the audit trails are what was written.",
        discussion: """
            One line a tenant: `ok`, or `WRONG` with the number of the first row that does not fit and in which way. Exit \
            status 1 when anything is wrong.

            Whoever owns the database can write a trail anew, with everything in the database that tells of it, but not what \
            was kept elsewhere: keep what `latchkey audit heads` prints, and compare with --heads.
            """
    )

    @OptionGroup var trails: ChosenTrails

    @Option(help: "A file of signed heads that were kept elsewhere, one a line, as `latchkey audit heads` prints them.")
    var heads: String?

    func run() async throws {
        let kept = try heads.map(KeptHeads.init(file:))
        _ = try trails.id
        var wrong = 0
        try await onPlatform { platform in
            let verify = VerifyTrail(platform: platform)
            var seen: Set<ID<Tenant>> = []
            try await trails.each(of: platform) { tenant in
                seen.insert(tenant)
                do {
                    let verdict = try await verify(withoutAsking: tenant, against: kept?.of(tenant) ?? [])
                    print(verdict.line)
                    if !verdict.isIntact { wrong += 1 }
                } catch let failure as Failure where failure.code == .internal {
                    // What no release writes, somebody put there. The other trails are looked at all the same.
                    print("WRONG  \(tenant): cannot be read: \(failure.cause.map { "\($0)" } ?? failure.detail)")
                    wrong += 1
                }
            }
            for tenant in try kept?.tenants(besides: seen, within: trails.id) ?? [] {
                print("WRONG  \(tenant): CUT, the whole trail is gone, of which a kept head tells")
                wrong += 1
            }
        }
        if wrong > 0 { throw ExitCode.failure }
    }
}

extension AuditVerdict {
    fileprivate var line: String {
        let signature = signed.map { "signed up to row \($0.sequence) at \($0.claim.at)" } ?? "not signed yet"
        guard let finding else {
            return "ok     \(tenant): \(events) rows from row \(checkedFrom), \(signature)\(strangers)"
        }
        let since = finding.changedAfter.map { ", changed behind row \($0)" } ?? ""
        return "WRONG  \(tenant): \(finding.reason.rawValue) at row \(finding.sequence)\(since); "
            + "\(events) rows from row \(checkedFrom) fit\(strangers)"
    }

    private var strangers: String {
        unknownSigners == 0 ? "" : "; signed by nobody whose key is configured: \(unknownSigners)"
    }
}
