import Foundation
import Testing

/// The list of attacks by OWASP's items.
@Suite("The list in docs/attacks.md")
struct AttackIndexTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    @Test("names only tests that are there, in the files where they are, under the item that they name")
    func everythingNamedExists() throws {
        let tests = try Self.testsByFile(in: Self.tests)
        let rows = try Self.rows()
        #expect(rows.count >= 60)
        for row in rows {
            #expect(tests[row.file]?.contains(row.test) == true, "\(row.file) has no test \"\(row.test)\"")
            #expect(!row.file.hasSuffix("Attacks") || row.test.hasPrefix(row.item + " "), "\(row.test)")
        }
    }

    @Test("names every attack, and each attack names its item")
    func everyAttackIsNamed() throws {
        let attacks = try Self.testsByFile(in: Self.tests.appending(path: "APITests/Attacks"))
            .filter { $0.key.hasSuffix("Attacks") }
        let named = Set(try Self.rows().map(\.test))
        #expect(attacks.count > 5)
        for (file, names) in attacks {
            for name in names {
                #expect(named.contains(name), "\(file): \(name)")
                #expect(name.prefixMatch(of: #/(API\d+:2023|V\d+\.\d+\.\d+) /#) != nil, "\(file): \(name)")
            }
        }
    }

    private struct Row {
        let item: String
        let test: String
        let file: String
    }

    private static func rows() throws -> [Row] {
        let list = tests.appending(path: "../docs/attacks.md").standardized
        return try String(contentsOf: list, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("| API") || $0.hasPrefix("| V")
        }.map { line in
            let row = try #require(line.wholeMatch(of: /\| (\S+) \| "(.+)" \| `(\w+)` \|/), "\(line)")
            return Row(item: String(row.1), test: String(row.2), file: String(row.3))
        }
    }

    /// The display names of the tests in each file.
    private static func testsByFile(in folder: URL) throws -> [String: [String]] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        var tests: [String: [String]] = [:]
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            let names = source.matches(of: /@Test\(\s*"(.+?)"/).map { String($0.1) }
            tests[file.deletingPathExtension().lastPathComponent, default: []] += names
        }
        return tests
    }
}
