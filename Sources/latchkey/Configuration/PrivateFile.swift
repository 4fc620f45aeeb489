import Foundation

/// A file of secrets: from its first moment only its owner can read it, and it is there whole or not at all.
struct PrivateFile {
    let path: String

    /// Leaves the one that is there, if there is one.
    ///
    /// - Throws: `SettingsError`, naming the file.
    func createIfAbsent(_ text: String) throws {
        // `link` never replaces.
        try publish(text) { link($0, path) == 0 || errno == EEXIST }
    }

    /// In the place of the one that is there, if there is one.
    ///
    /// - Throws: `SettingsError`, naming the file.
    func replace(_ text: String) throws {
        try publish(text) { rename($0, path) == 0 }
    }

    private func publish(_ text: String, _ place: (_ unfinished: String) -> Bool) throws {
        let unfinished = "\(path).\(UUID().uuidString)"
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
        guard place(unfinished) else { throw problem("cannot be made: \(lastError()).") }
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw problem("cannot be made to last: \(lastError()).") }
    }

    func problem(_ advice: String) -> SettingsError {
        SettingsError(problems: [.init(name: path, advice: advice)])
    }

    func lastError() -> String {
        String(cString: strerror(errno))
    }
}
