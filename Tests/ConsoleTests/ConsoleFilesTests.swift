import Foundation
import Testing

@testable import Console

@Suite("The console's files")
struct ConsoleFilesTests {
    @Test("are embedded as they stand in the folder, each with its media type")
    func embedded() throws {
        let onDisk = try WebFolder.files()
        let embedded = ConsoleFiles.embedded.assets
        #expect(Set(embedded.map(\.path)) == Set(onDisk.keys).subtracting(["index.html"]))
        for file in embedded {
            #expect(onDisk[file.path] == file.bytes, "\(file.path)")
            #expect(file.mediaType != "application/octet-stream", "\(file.path)")
        }
        let types = Dictionary(embedded.map { ($0.path, $0.mediaType) }) { first, _ in first }
        #expect(types["main.js"] == "text/javascript; charset=utf-8")
        #expect(types["icon.svg"] == "image/svg+xml")
    }

    @Test("are kept compressed too, so that they come out as they went in")
    func compressed() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ConsoleFiles.embedded.assets
        for (number, file) in files.enumerated() {
            #expect(file.gzip.count < file.bytes.count, "\(file.path)")
            try Data(file.gzip).write(to: folder.appending(path: "\(number).gz"))
        }
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "--decompress", "--recursive", folder.path()]
        try gzip.run()
        gzip.waitUntilExit()
        #expect(gzip.terminationStatus == 0)
        for (number, file) in files.enumerated() {
            #expect(Array(try Data(contentsOf: folder.appending(path: "\(number)"))) == file.bytes, "\(file.path)")
        }
    }

    @Test("have a digest that every name and every byte has a say in")
    func digest() {
        let files = [
            ConsoleFile("index.html", "@digest@ @digest@ @session@"),
            ConsoleFile("a.js", "1"), ConsoleFile("b.js", "2"),
        ]
        let digest = ConsoleFiles(files).digest
        #expect(digest.count == 16 && digest.allSatisfy(\.isHexDigit))
        #expect(ConsoleFiles(files.reversed()).digest == digest)
        for other in [
            [files[0], files[1]], [files[0], files[1], ConsoleFile("b.js", "3")],
            [files[0], files[1], ConsoleFile("c.js", "2")],
            [files[0], ConsoleFile("a.js", "12"), ConsoleFile("b.js", "")],
        ] {
            #expect(ConsoleFiles(other).digest != digest)
        }
        #expect(ConsoleFiles(files).page(mayHaveSession: false) == Array("\(digest) \(digest) no".utf8))
        #expect(ConsoleFiles(files).page(mayHaveSession: true) == Array("\(digest) \(digest) yes".utf8))
    }

    @Test("are named by their digest in the page, and by nothing else")
    func page() {
        let text = String(decoding: ConsoleFiles.embedded.page(mayHaveSession: false), as: UTF8.self)
        #expect(!text.contains("@digest@"))
        for match in text.matches(of: #/(?:src|href)="([^"]*)"/#) {
            #expect(match.1.hasPrefix("/assets/\(ConsoleFiles.embedded.digest)/"), "\(match.1)")
            let path = match.1.split(separator: "/").dropFirst(2).joined(separator: "/")
            #expect(ConsoleFiles.embedded.assets.contains { $0.path == path }, "\(path)")
        }
    }
}
