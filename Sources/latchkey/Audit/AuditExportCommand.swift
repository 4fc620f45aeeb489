import ArgumentParser
import Domain
import Foundation
import Operations

struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a tenant's audit trail as lines of JSON, oldest first.",
        discussion: """
            The same lines as GET /v1/tenants/{tenant}/audit-events/export. docs/audit.md has a script that verifies them \
            without us. The last line begins with {"end": without it, something is missing.
            """
    )

    @Option(help: "Whose trail.")
    var tenant: String

    func run() async throws {
        let id = try parsedTenant(tenant)
        try await onPlatform { platform in
            let export = try await ExportTrail(platform: platform)(withoutAsking: id)
            try await export.write { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
        }
    }
}

struct AuditHeadsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads",
        abstract: "Print the signed heads of the audit trails, one a line.",
        discussion: """
            To be kept where whoever has the database cannot reach it, and compared one day: latchkey audit verify --heads FILE.
            """
    )

    @OptionGroup var trails: ChosenTrails

    func run() async throws {
        _ = try trails.id
        try await onPlatform { platform in
            let list = ListAuditCheckpoints(platform: platform)
            try await trails.each(of: platform) { tenant in
                try await list(withoutAsking: tenant) { print($0.json.text) }
            }
        }
    }
}
