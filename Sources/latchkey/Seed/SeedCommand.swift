import ArgumentParser
import Domain
import EmbeddedPostgres
import Store
import Verification

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
            if let notes, try notes.isUnfinished { throw SeedInterrupted(notes: notes.path, folder: notes.folder.path) }
            guard try await installation.hasNoTenants else {
                print("There are tenants already, so nothing is seeded.")
                if let notes, notes.exist { print("The demo's sign-ins are in \(notes.path).") }
                return
            }
            let demo = try await plant(on: installation, notes)
            print(demo.summary(api: installation.settings.publicURL.description, checks: installation.checksURL))
            if let notes { print("The sign-ins are kept in \(notes.path), for you alone.") }
        }
    }

    /// The notes are there before anything is planted: whatever interrupts it, no password is lost.
    private func plant(on installation: Installation, _ notes: DemoNotes?) async throws -> Demo {
        let demo = Demo()
        try notes?.begin(demo)
        let meter = UsageMeter()
        let planted = try await DemoSeed(platform: installation.platform(), meter: meter).plant(demo)
        await UsageFlusher(meter: meter, database: installation.store, logger: installation.logger).flush()
        try notes?.finish(planted)
        return planted
    }
}

/// What an earlier `latchkey seed --demo` that did not come to its end leaves to do.
struct SeedInterrupted: Error, CustomStringConvertible {
    let notes: String
    let folder: String

    var description: String {
        """
        Planting the demo was interrupted, so a part of it is missing; the sign-ins made until then are in \(notes). \
        Remove the folder \(folder), run `latchkey migrate`, and then `latchkey seed --demo` again.
        """
    }
}

extension Installation {
    /// Beside an embedded database.
    fileprivate var demoNotes: DemoNotes? {
        guard case .embedded(let folder) = settings.database else { return nil }
        return DemoNotes(folder: folder)
    }

    fileprivate var checksURL: String { "http://\(settings.privateListen)" }

    fileprivate var hasNoTenants: Bool {
        get async throws {
            try await store.readPlatform { $0.tenants(after: nil, limit: 1) }.isEmpty
        }
    }
}
