import ArgumentParser
import Domain
import EmbeddedPostgres
import Foundation
import Store

struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Fill an empty database.",
        discussion: "Does nothing when there are tenants already."
    )

    @Flag(help: "The five portals: a tenant each, with people, groups and keys; prints their sign-ins.")
    var demo = false

    func validate() throws {
        guard demo else { throw ValidationError("Say what to fill it with: --demo.") }
    }

    func run() async throws {
        try await Installation.with { installation in
            try await installation.migrator.requireCurrent()
            let notes = installation.demoNotes
            guard try await installation.hasNoTenants else {
                print("There are tenants already, so nothing is seeded.")
                if let notes, FileManager.default.fileExists(atPath: notes) {
                    print("The demo's sign-ins are in \(notes).")
                }
                return
            }
            let demo = try await DemoSeed(platform: installation.platform).plant()
            print(demo.summary(api: installation.settings.publicURL.description, checks: installation.checksURL))
            if let notes {
                try demo.write(to: notes)
                print("The sign-ins are kept in \(notes), for you alone.")
            }
        }
    }
}

extension Installation {
    /// Beside an embedded database.
    fileprivate var demoNotes: String? {
        guard case .embedded(let folder) = settings.database else { return nil }
        return folder.path + "/demo.env"
    }

    fileprivate var checksURL: String { "http://\(settings.privateListen)" }

    fileprivate var hasNoTenants: Bool {
        get async throws {
            try await store.readPlatform { $0.tenants(after: nil, limit: 1) }.isEmpty
        }
    }
}
