import Domain
import EmbeddedPostgres
import Foundation

/// The peppers beside an embedded database. Made once; never written over, since what was hashed with them could not be
/// verified again.
struct PepperFile {
    private let folder: DataFolder

    private var file: PrivateFile { PrivateFile(path: folder.peppers) }

    init(_ folder: DataFolder) {
        self.folder = folder
    }

    /// - Throws: `SettingsError`, saying what to do; `EmbeddedPostgresError` when the folder cannot be used.
    func loadOrCreate(entropy: Entropy = .system) throws -> Peppers {
        try folder.create()
        if let peppers = try load() { return peppers }
        guard !FileManager.default.fileExists(atPath: folder.cluster) else {
            throw file.problem(
                "is gone, but the database is there. Restore it from your backup: no key works without it."
            )
        }
        try file.createIfAbsent("1:\(Base64.encode(entropy.bytes(32)))\n")
        // Whoever came first, at the same moment: theirs holds.
        guard let peppers = try load() else { throw file.problem("was removed while it was being made. Start again.") }
        return peppers
    }

    private func load() throws -> Peppers? {
        let descriptor = open(folder.peppers, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else {
                throw file.problem("cannot be read: \(file.lastError()). Run as the account that made it.")
            }
            return nil
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw file.problem("can be read by others. Make it private: chmod 600 '\(folder.peppers)'")
        }
        let text = String(decoding: try handle.read(upToCount: 65_536) ?? Data(), as: UTF8.self)
        do {
            return try Peppers(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            throw file.problem("\(error.advice) Restore it from your backup: no key works without it.")
        }
    }
}
