import Foundation
import Testing

@testable import latchkey

@Suite("A file of secrets")
struct PrivateFileTests {
    @Test("it is private, also in the place of one that was not, and leaves nothing else behind")
    func replaced() async throws {
        try await withTemporaryFolder { folder in
            let file = PrivateFile(path: "\(folder)/secrets")
            try "old".write(toFile: file.path, atomically: false, encoding: .utf8)
            chmod(file.path, 0o644)
            try file.replace("new")
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "new")
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secrets"])
        }
    }

    @Test("one that is there is kept when it is only to be made if absent")
    func kept() async throws {
        try await withTemporaryFolder { folder in
            let file = PrivateFile(path: "\(folder)/secrets")
            try file.createIfAbsent("first")
            try file.createIfAbsent("second")
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "first")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secrets"])
        }
    }

    @Test("a folder that is not there is named")
    func noFolder() throws {
        let error = #expect(throws: SettingsError.self) { try PrivateFile(path: "/nowhere/secrets").replace("text") }
        #expect(error?.description.contains("/nowhere/secrets") == true)
    }
}
