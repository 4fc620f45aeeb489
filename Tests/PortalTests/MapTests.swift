import Foundation
import Testing

/// The map from the five documents to the tests that hold what they say.
@Suite("The map in docs/portals.md")
struct MapTests {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    /// The same documents, in the console.
    private static let journeys = "test_journeys"
    private let suites = [
        "000": "PartnerPortalTests", "001": "EnterpriseDashboardTests", "002": "MerchantPortalTests",
        "003": "TenantSettingsTests", "004": "BusinessIntegrationsTests",
    ]

    @Test("names only tests that are there, in the files where they are")
    func everythingNamedExists() throws {
        let tests = try testsByFile()
        for row in try rows() {
            let found = Set(row.files.flatMap { tests[$0] ?? [] })
            #expect(Set(row.tests).subtracting(found).isEmpty, "\(row.number)")
            for file in row.files {
                #expect(!Set(tests[file] ?? []).isDisjoint(with: row.tests), "\(row.number) names \(file) for nothing")
                #expect(
                    file == Self.journeys || suites[row.document].map(file.hasPrefix) == true,
                    "\(row.number) is held by another portal's test"
                )
            }
            #expect(!row.tests.isEmpty || row.files.isEmpty && !row.remark.isEmpty, "\(row.number) says nothing")
        }
    }

    @Test("names every test of the five suites")
    func everyTestIsNamed() throws {
        let rows = try rows()
        let tests = try testsByFile()
        for (document, suite) in suites {
            let named = Set(rows.filter { $0.document == document }.flatMap(\.tests))
            let there = tests.filter { $0.key.hasPrefix(suite) }.flatMap(\.value)
            #expect(!there.isEmpty)
            #expect(Set(there).subtracting(named).isEmpty, "\(document)")
            #expect(Set(there).count == there.count, "two tests of \(suite) have the same name")
        }
    }

    /// How many sentences each document has.
    private let sizes = ["000": 56, "001": 70, "002": 26, "003": 65, "004": 38]

    @Test("numbers the rows of each document from 1 on, and has lost none")
    func rowsAreNumbered() throws {
        let rows = try rows()
        for document in suites.keys {
            let numbers = rows.filter { $0.document == document }.map(\.number)
            let size = try #require(sizes[document])
            #expect(numbers == (1...size).map { "\(document)·\($0)" })
        }
    }

    private struct Row {
        let document: String
        let number: String
        let remark: String
        let tests: [String]
        let files: [String]
    }

    private func rows() throws -> [Row] {
        let map = folder.appending(path: "../../docs/portals.md").standardized
        return try String(contentsOf: map, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("| 00")
        }.map { line in
            let row = try #require(line.wholeMatch(of: /\| (00\d)(·\d+) \| .+ \| (.*) \| ?(.*) ?\|/), "\(line)")
            return Row(
                document: String(row.1),
                number: String(row.1 + row.2),
                remark: String(row.3),
                tests: row.3.matches(of: /"(.+?)"/).map { String($0.1) },
                files: row.4.matches(of: /`(.+?)`/).map { String($0.1) }
            )
        }
    }

    /// The display names of the tests in each file.
    private func testsByFile() throws -> [String: [String]] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        var tests: [String: [String]] = [:]
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            tests[file.deletingPathExtension().lastPathComponent] = source.matches(of: /@Test\(\s*"(.+?)"/).map {
                String($0.1)
            }
        }
        let journeys = folder.appending(path: "../Console/\(Self.journeys).py").standardized
        let source = try String(contentsOf: journeys, encoding: .utf8)
        tests[Self.journeys] = source.matches(of: /def (test_\w+)/).map { String($0.1) }
        return tests
    }
}
