import Domain
import EmbeddedPostgres
import Foundation

/// The peppers beside an embedded database. Made once; never written over, since what was hashed with them could not be
/// verified again.
struct PepperFile {
    private let folder: DataFolder

    init(_ folder: DataFolder) {
        self.folder = folder
    }

    /// - Throws: `SettingsError`, saying what to do; `EmbeddedPostgresError` when the folder cannot be used.
    func loadOrCreate(entropy: Entropy = .system) throws -> Peppers {
        try folder.create()
        if let peppers = try load() { return peppers }
        guard !FileManager.default.fileExists(atPath: folder.cluster) else {
            throw problem("is gone, but the database is there. Restore it from your backup: no key works without it.")
        }
        try publish("1:\(Base64.encode(entropy.bytes(32)))\n")
        // Whoever came first, at the same moment: theirs holds.
        guard let peppers = try load() else { throw problem("was removed while it was being made. Start again.") }
        return peppers
    }

    private func load() throws -> Peppers? {
        let descriptor = open(folder.peppers, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else {
                throw problem("cannot be read: \(lastError()). Run as the account that made it.")
            }
            return nil
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw problem("can be read by others. Make it private: chmod 600 '\(folder.peppers)'")
        }
        let text = String(decoding: try file.read(upToCount: 65_536) ?? Data(), as: UTF8.self)
        do {
            return try Peppers(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            throw problem("\(error.advice) Restore it from your backup: no key works without it.")
        }
    }

    /// Whole or not at all, and only if there is none: `link` never replaces.
    private func publish(_ text: String) throws {
        let unfinished = "\(folder.peppers).\(UUID().uuidString)"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem("cannot be made: \(lastError()).") }
        defer { unlink(unfinished) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
        } catch {
            throw problem("cannot be written: is the disk full?")
        }
        guard link(unfinished, folder.peppers) == 0 || errno == EEXIST else {
            throw problem("cannot be made: \(lastError()).")
        }
        let directory = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw problem("cannot be made to last: \(lastError()).") }
    }

    private func problem(_ advice: String) -> SettingsError {
        SettingsError(problems: [.init(name: folder.peppers, advice: advice)])
    }

    private func lastError() -> String {
        String(cString: strerror(errno))
    }
}
