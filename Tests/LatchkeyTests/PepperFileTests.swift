import Crypto
import Domain
import EmbeddedPostgres
import Foundation
import Testing

@testable import latchkey

@Suite("The peppers beside an embedded database")
struct PepperFileTests {
    @Test("they are made once, private, and read from then on")
    func madeOnce() async throws {
        try await withTemporaryFolder { path in
            let folder = DataFolder("\(path)/data")
            let first = try PepperFile(folder).loadOrCreate()
            let second = try PepperFile(folder).loadOrCreate()
            #expect(first.newest.id == 1)
            #expect(same(first, second))
            let mode = try FileManager.default.attributesOfItem(atPath: folder.peppers)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left == ["peppers"])
        }
    }

    @Test("everybody who makes them at the same time gets the same")
    func race() async throws {
        try await withTemporaryFolder { path in
            let made = try await withThrowingTaskGroup(of: Peppers.self) { group in
                for _ in 1...32 { group.addTask { try PepperFile(DataFolder(path)).loadOrCreate() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(made.count == 32)
            #expect(made.allSatisfy { same($0, made[0]) })
        }
    }

    @Test("peppers that others can read are refused, until they are private")
    func readableByOthers() async throws {
        try await withTemporaryFolder { path in
            let folder = DataFolder(path)
            let made = try PepperFile(folder).loadOrCreate()
            chmod(folder.peppers, 0o640)
            let error = #expect(throws: SettingsError.self) { try PepperFile(folder).loadOrCreate() }
            #expect(error?.description.contains("chmod 600") == true)
            chmod(folder.peppers, 0o600)
            let again = try PepperFile(folder).loadOrCreate()
            #expect(same(made, again))
        }
    }

    @Test(
        "a damaged file is neither used nor replaced",
        arguments: ["", "1:short", "1:hunter2-hunter2-hunter2-hunter2-hunter2"]
    )
    func damaged(text: String) async throws {
        try await withTemporaryFolder { path in
            let folder = DataFolder(path)
            try text.write(toFile: folder.peppers, atomically: false, encoding: .utf8)
            chmod(folder.peppers, 0o600)
            let error = #expect(throws: SettingsError.self) { try PepperFile(folder).loadOrCreate() }
            #expect(error?.description.contains("Restore it from your backup") == true)
            #expect(error?.description.contains("hunter2") == false)
            let kept = try String(contentsOfFile: folder.peppers, encoding: .utf8)
            #expect(kept == text)
        }
    }

    @Test("a database whose peppers are gone gets no new ones")
    func gone() async throws {
        try await withTemporaryFolder { path in
            let folder = DataFolder(path)
            mkdir(folder.cluster, 0o700)
            #expect(throws: SettingsError.self) { try PepperFile(folder).loadOrCreate() }
            #expect(!FileManager.default.fileExists(atPath: folder.peppers))
        }
    }

    @Test("the newest pepper is chosen by hand, in the file")
    func rotated() async throws {
        try await withTemporaryFolder { path in
            let folder = DataFolder(path)
            let first = try PepperFile(folder).loadOrCreate()
            let newer = "2:\(Base64.encode([UInt8](repeating: 9, count: 32))),"
            let older = try String(contentsOfFile: folder.peppers, encoding: .utf8)
            try (newer + older).write(toFile: folder.peppers, atomically: false, encoding: .utf8)
            let both = try PepperFile(folder).loadOrCreate()
            #expect(both.all.map(\.id) == [2, 1])
            #expect(both.all[1].key.expose() == first.newest.key.expose())
        }
    }

    private func same(_ one: Peppers, _ other: Peppers) -> Bool {
        one.all.map(\.id) == other.all.map(\.id) && one.all.map { $0.key.expose() } == other.all.map { $0.key.expose() }
    }
}
