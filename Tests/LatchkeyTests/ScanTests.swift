import Domain
import Foundation
import Testing

@testable import latchkey

extension ProgramTests {
    @Suite("latchkey scan")
    struct ScanTests {
        @Test("says where each key is, in the order of the names, and never its secret; 1 when there is one")
        func finds() async throws {
            try await withFolder { program, folder in
                let (one, two) = (key("tnt"), key("sk", .test))
                try folder.write("a/b.txt", "first\n\nKEY=\"\(one)\"\n")
                try folder.write("a/a.bin", Data([0, 0xff, 0x0a, 0x0a]) + Data("\(two)\0\(one)".utf8))
                try folder.write(".hidden", "\(one)\n")
                try folder.write("c", "nothing_live_here")
                let outcome = try await program.run("scan", folder.path)
                #expect(outcome.status == 1)
                #expect(
                    outcome.output == """
                        \(folder.path)/.hidden:1:1: \(one.shown)
                        \(folder.path)/a/a.bin:3:1: \(two.shown)
                        \(folder.path)/a/a.bin:3:\(two.count + 2): \(one.shown)
                        \(folder.path)/a/b.txt:3:6: \(one.shown)

                        """
                )
                #expect(outcome.errors.contains(#/^4 files, .* MB/s: 4 keys found\n$/#), "\(outcome.errors)")
                #expect(!outcome.all.contains(one.suffix(49)) && !outcome.all.contains(two.suffix(49)))
            }
        }

        @Test("is silent and 0 when there is none; nothing has to be set, and what is set wrongly is not looked at")
        func none() async throws {
            try await withFolder { program, folder in
                try folder.write("a", "tnt_live_" + String(repeating: "0", count: 65))
                let outcome = try await program.with(["DATABASE_URL": "nonsense"]).run("scan", "--quiet", folder.path)
                #expect(outcome.status == 0 && outcome.all.isEmpty, "\(outcome.all)")
            }
        }

        @Test("writes JSON for programs")
        func json() async throws {
            try await withFolder { program, folder in
                let key = key("tnt")
                try folder.write("a \"b\"\n", " \(key)")
                let outcome = try await program.run("scan", "--json", "--quiet", folder.path)
                #expect(outcome.status == 1 && outcome.errors.isEmpty)
                let line = try JSON(parsing: Array(outcome.output.utf8.dropLast()))
                #expect(
                    line == [
                        "path": .string(folder.path + "/a \"b\"\n"), "line": 1, "column": 2, "key": .string(key.shown),
                        "environment": "LIVE",
                    ]
                )
            }
        }

        @Test("reads standard input, however it is cut, and text in UTF-16")
        func encodings() async throws {
            try await withFolder { program, folder in
                let key = key("tnt")
                let piped = try await program.run("scan", "-", input: "\n\n  \(key)\n")
                #expect(piped.status == 1 && piped.output == "standard input:3:3: \(key.shown)\n", "\(piped.all)")
                for (name, encoding) in [("le", String.Encoding.utf16LittleEndian), ("be", .utf16BigEndian)] {
                    let text = try #require("\u{FEFF}ü\n\(key)\n\(key)".data(using: encoding))
                    try folder.write("\(name)/a", text)
                    try folder.write("\(name)/odd", text + Data([0]))
                    let outcome = try await program.run("scan", folder.path + "/" + name)
                    let lines = outcome.output.split(separator: "\n").map { $0.dropFirst(folder.path.count) }
                    let places = ["a:2:1", "a:3:1", "odd:2:1", "odd:3:1"]
                    #expect(lines.map(String.init) == places.map { "/\(name)/\($0): \(key.shown)" })
                }
            }
        }

        @Test("a key across the blocks of a large file is found, in its line")
        func large() async throws {
            try await withFolder { program, folder in
                let (block, key) = (256 << 10, key("tnt"))
                var text = Data(repeating: UInt8(ascii: "x"), count: 4 * block)
                for number in 1...3 {
                    let start = number * block - 20 * number
                    text[start - 1] = UInt8(ascii: "\n")
                    text.replaceSubrange(start..<start + key.utf8.count, with: Data(key.utf8))
                }
                try folder.write("large", text)
                let outcome = try await program.run("scan", folder.path)
                let lines = outcome.output.split(separator: "\n").map(String.init)
                #expect(lines == (2...4).map { "\(folder.path)/large:\($0):1: \(key.shown)" })
            }
        }

        @Test("follows no link in a folder, waits for no pipe, names what it cannot read, and goes on to end with 2")
        func unreadable() async throws {
            try await withFolder { program, folder in
                let key = key("tnt")
                try folder.write("elsewhere/key", key)
                try folder.write("here/z", key)
                let here = folder.path + "/here"
                for link in ["link", "loop"] {
                    let target = link == "loop" ? here : folder.path + "/elsewhere"
                    try FileManager.default.createSymbolicLink(atPath: "\(here)/\(link)", withDestinationPath: target)
                }
                try FileManager.default.createSymbolicLink(
                    atPath: here + "/file",
                    withDestinationPath: folder.path + "/elsewhere/key"
                )
                #expect(mkfifo(here + "/pipe", 0o600) == 0)
                let outcome = try await program.run("scan", here, folder.path + "/gone")
                #expect(outcome.status == 2)
                #expect(outcome.output == "\(here)/z:1:1: \(key.shown)\n")
                #expect(outcome.errors.contains("latchkey: \(folder.path)/gone: No such file or directory\n"))
                #expect(outcome.errors.contains("1 file,"))
                #expect(outcome.errors.contains("1 key found, 1 could not be read"))
                let named = try await program.run("scan", "--quiet", here + "/file")
                #expect(named.status == 1, "a link that is named is read")
            }
        }

        @Test("wants to know what to search")
        func usage() async throws {
            try await withInstallation { program in
                let outcome = try await program.run("scan")
                #expect(outcome.status == 64 && outcome.errors.contains("Missing expected argument"), "\(outcome.all)")
            }
        }
    }
}

private func key(_ prefix: String, _ environment: Environment = .live) -> String {
    KeyString.mint(prefix: prefix, environment: environment, route: .make(using: .system), using: .system).whole
        .expose()
}

extension String {
    /// Of a key.
    fileprivate var shown: String { KeyString.parse(self)?.description ?? "no key" }
}

/// A folder to be searched.
private struct Folder {
    let path: String

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws {
        let url = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }
}

private func withFolder(_ body: (TestInstallation, Folder) async throws -> Void) async throws {
    try await withInstallation { installation in
        let folder = Folder(path: installation.folder + "/searched")
        try await body(installation, folder)
    }
}
