import ArgumentParser
import Domain
import Operations

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Verify, export and prune the audit trails.",
        discussion: """
            For whoever holds the database: nobody is asked whether they may. There is a trail of each tenant, and one of the \
            platform itself, whose id is \(ID<Tenant>.platform). Works while `latchkey serve` runs, and while it does not.
            """,
        subcommands: [
            AuditVerifyCommand.self, AuditExportCommand.self, AuditHeadsCommand.self, AuditPruneCommand.self,
        ]
    )
}

/// One trail, or all of them.
struct ChosenTrails: ParsableArguments {
    @Option(help: "Only this tenant's trail, such as ten_01h455vb4pex5vsknk084sn02q. All of them unless given.")
    var tenant: String?

    var id: ID<Tenant>? {
        get throws { try tenant.map(parsedTenant) }
    }

    /// One after another, without ever having all of them in memory.
    func each(of platform: Platform, _ work: (ID<Tenant>) async throws -> Void) async throws {
        if let id = try id { return try await work(id) }
        let list = ListTrails(platform: platform)
        var last: ID<Tenant>?
        while case let tenants = try await list(after: last), !tenants.isEmpty {
            for tenant in tenants { try await work(tenant) }
            last = tenants.last
        }
    }
}

func parsedTenant(_ text: String) throws -> ID<Tenant> {
    guard let id = ID<Tenant>(text) else {
        throw ValidationError("--tenant: \(text) is no tenant's id, which begins with ten_.")
    }
    return id
}
