import Crypto
import Domain
import Foundation
import Testing

@testable import Operations

@Suite("A list of breached passwords")
struct BreachedPasswordsTests {
    private func list(_ text: String) throws -> BreachedPasswords {
        try withFile(text) { path in try BreachedPasswords(path: path) }
    }

    private func contains(_ list: BreachedPasswords, _ text: String) async throws -> Bool {
        try await list.contains(Password(presented: text))
    }

    private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "breached-\(UUID().uuidString)").path()
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    private func hash(_ text: String) -> String {
        Hex.encode(Array(Insecure.SHA1.hash(data: Array(text.utf8)))).uppercased()
    }

    @Test("of passwords, one a line, finds them however they are composed or capitalised, and nothing else")
    func plain() async throws {
        let list = try list("iloveyou iloveyou\r\npa\u{E4}sswort sesam\n\nLast One Without End")
        for known in ["iloveyou iloveyou", "ILoveYou iLoveYou", "paa\u{308}sswort sesam", "Last One Without End"] {
            #expect(try await contains(list, known), "\(known)")
        }
        for unknown in ["", "iloveyou", "iloveyou iloveyou ", "Last One Without", "correct horse battery"] {
            #expect(try await !contains(list, unknown), "\(unknown)")
        }
    }

    @Test(
        "of hashes finds each of them and nothing else, whatever the number, the ends of lines and the counts",
        arguments: [1, 2, 3, 10, 1000],
        ["\n", "\r\n"]
    )
    func hashes(count: Int, end: String) async throws {
        let known = (0..<count).map { "known password \($0)" }
        let lines = known.map(hash).sorted().enumerated().map { number, hash in
            number.isMultiple(of: 3) ? hash : "\(hash):\(number * 7919)"
        }
        for text in [lines.joined(separator: end), lines.joined(separator: end) + end] {
            let list = try list(text)
            for password in known { #expect(try await contains(list, password), "\(password)") }
            for number in 0..<count { #expect(try await !contains(list, "unknown password \(number)")) }
        }
        let lower = try list(known.map(hash).sorted().joined(separator: end).lowercased())
        #expect(try await contains(lower, "Known Password 0"))
    }

    @Test("that cannot be used says why")
    func unusable() throws {
        let sorted = ["a", "b", "c", "d"].map(hash).sorted()
        #expect(throws: BreachedPasswords.Unusable.empty) { try list("") }
        #expect(throws: BreachedPasswords.Unusable.empty) { try list("\n\r\n") }
        #expect(throws: BreachedPasswords.Unusable.notSorted(atByte: 41)) {
            try list(sorted.reversed().joined(separator: "\n"))
        }
        #expect(throws: BreachedPasswords.Unusable.malformed(atByte: 41)) {
            try list(sorted[0] + "\nno hash\n" + sorted[1])
        }
        #expect(throws: BreachedPasswords.Unusable.unreadable(reason: "No such file or directory")) {
            try BreachedPasswords(path: "/nowhere/at/all")
        }
        #expect(throws: BreachedPasswords.Unusable.unreadable(reason: "it is no file")) {
            try BreachedPasswords(path: "/tmp")
        }
    }
}
