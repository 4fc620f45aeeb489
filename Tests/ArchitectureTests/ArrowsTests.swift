import Foundation
import Testing

/// The floors of the house, and what each may import of the floors below it.
private let arrows: [String: Set<String>] = [
    "latchkey": [
        "API", "Console", "Verification", "Jobs", "EmbeddedPostgres", "Operations", "Outbound", "Store", "Schema",
        "Postgres", "Telemetry", "Traces", "Domain", "Wire",
    ],
    "API": ["Operations", "SCIM", "Wire", "Telemetry", "Traces", "Domain"],
    "Console": ["CZlib"],
    "Verification": ["Store", "Wire", "Telemetry", "Traces", "Domain"],
    "Jobs": ["Operations", "Telemetry", "Domain"],
    "EmbeddedPostgres": [],
    "Operations": ["Store", "Outbound", "SCIM", "Telemetry", "Traces", "Domain"],
    "Outbound": ["Telemetry", "Traces", "Domain"],
    "Store": ["Postgres", "Schema", "Traces", "Domain"],
    "SCIM": ["Domain"],
    "Wire": ["Domain"],
    "Postgres": ["CLibpq"],
    "Telemetry": [],
    "Traces": ["Domain"],
    "Domain": [],
]

/// What stands below the floors: headers of libraries in C.
private let systemLibraries: Set<String> = ["CLibpq", "CZlib"]

@Suite("The floors of the house")
struct ArrowsTests {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized

    @Test("imports point down only", arguments: arrows.keys.sorted())
    func importsPointDownOnly(floor: String) throws {
        let ours = Set(arrows.keys).union(systemLibraries).union(["Schema"])
        let allowed = try #require(arrows[floor])
        for file in try swiftFiles(in: floor) {
            let upward = try imports(of: file).intersection(ours).subtracting(allowed)
            #expect(upward.isEmpty, "\(file.lastPathComponent) imports \(upward.sorted())")
        }
    }

    @Test("checks and what counts them do without Foundation", arguments: ["Verification", "Telemetry"])
    func noFoundation(floor: String) throws {
        for file in try swiftFiles(in: floor) {
            let foundation = try imports(of: file).filter { $0.hasPrefix("Foundation") }
            #expect(foundation.isEmpty, "\(file.lastPathComponent)")
        }
    }

    @Test("every floor is in the table")
    func everyFloorIsInTheTable() throws {
        let floors = try FileManager.default.contentsOfDirectory(atPath: sources.path())
        #expect(Set(floors).subtracting(systemLibraries) == Set(arrows.keys))
    }

    @Test("no file is too long to be read in one go")
    func noFileIsTooLong() throws {
        for floor in arrows.keys {
            for file in try swiftFiles(in: floor) {
                let lines = try String(contentsOf: file, encoding: .utf8).split(
                    separator: "\n",
                    omittingEmptySubsequences: false
                )
                #expect(lines.count <= 300, "\(file.lastPathComponent) has \(lines.count) lines")
            }
        }
    }

    @Test("no value stores a UInt128, which asynchronous calls of Swift 6.3 cannot pass without damage")
    func noStoredUInt128() throws {
        for floor in arrows.keys {
            for file in try swiftFiles(in: floor) {
                let text = try String(contentsOf: file, encoding: .utf8)
                let stored = /\n    (package |private |fileprivate |internal )?(let|var) \w+: UInt128\??\n/
                #expect(text.firstMatch(of: stored) == nil, "\(file.lastPathComponent)")
            }
        }
    }

    @Test(
        "no rule asks for a preset by its name: the presets are told in one file, and the demo plants a tenant of each"
    )
    func noPresetIsNamed() throws {
        let names = try presetNames()
        #expect(names.count == 5)
        for floor in arrows.keys {
            for file in try swiftFiles(in: floor) {
                let text = try String(contentsOf: file, encoding: .utf8)
                let named = names.filter(text.contains)
                // An example for readers is no rule.
                guard !file.lastPathComponent.hasSuffix("+OpenAPI.swift") else { continue }
                guard !["Presets.swift", "DemoSeed.swift"].contains(file.lastPathComponent) else {
                    #expect(named.count == names.count)
                    continue
                }
                #expect(named.isEmpty, "\(file.lastPathComponent) names \(named)")
            }
        }
    }

    /// As they stand in the file that tells them.
    private func presetNames() throws -> [String] {
        let file = sources.appending(path: "Domain/Policies/Presets.swift")
        return try String(contentsOf: file, encoding: .utf8).matches(of: /\bname: "([a-z-]+)"/).map { String($0.1) }
    }

    private func swiftFiles(in floor: String) throws -> [URL] {
        let files = FileManager.default.enumerator(at: sources.appending(path: floor), includingPropertiesForKeys: nil)
        let found = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
        #expect(!found.isEmpty)
        return found
    }

    private func imports(of file: URL) throws -> Set<String> {
        let pattern =
            /^(?:@testable )?(?:package |internal |private |public |fileprivate )?import (?:struct |enum |class |func |protocol )?(\w+)/
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Set(lines.compactMap { $0.prefixMatch(of: pattern).map { String($0.1) } })
    }
}
