internal import Domain
internal import Foundation

/// Passwords that are known to attackers, in a file that the operator provides: one password a line, or the lines
/// `SHA-1[:count]` of Pwned Passwords, sorted by hash.
package struct BreachedPasswords: Sendable {
    private enum Source: Sendable {
        case passwords(PasswordList)
        case hashes(PasswordHashFile)
    }

    private let source: Source
    /// Bisecting a file waits for the disk some thirty times.
    private let threads = SlowThreads(most: 2)

    /// Why a file is no such list.
    package enum Unusable: Error, Equatable, Sendable {
        case unreadable(reason: String)
        case empty
        /// Plain passwords are held in memory, so there is an end to them.
        case tooLarge(most: Int)
        case notSorted(atByte: Int)
        case malformed(atByte: Int)
    }

    package init(path: String) throws(Unusable) {
        let file = try ReadOnlyFile(path: path)
        guard file.size > 0 else { throw .empty }
        let isHashes = PasswordHashFile.isLine(try file.read(PasswordHashFile.longestLine, at: 0))
        source = isHashes ? .hashes(try PasswordHashFile(file)) : .passwords(try PasswordList(file))
    }

    /// Whether it is in the list, as it is or in lower case.
    func contains(_ password: Password) async throws -> Bool {
        let text = password.text.expose()
        let spellings = Set([text, text.lowercased()])
        switch source {
        case .passwords(let list): return spellings.contains(where: list.contains)
        case .hashes(let file): return try await threads.run { try spellings.contains { try file.contains($0) } }
        }
    }

    /// For `doctor`.
    package var description: String {
        switch source {
        case .passwords(let list): "\(list.count) passwords, in memory"
        case .hashes(let file): "sorted hashes, \(file.size) bytes, looked up on disk"
        }
    }
}

/// A file that is read in pieces, from any thread.
final class ReadOnlyFile: Sendable {
    private let descriptor: Int32
    let size: Int

    init(path: String) throws(BreachedPasswords.Unusable) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(reason: "it is no file") }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// At most so many bytes; fewer at the end only.
    func read(_ count: Int, at offset: Int) throws(BreachedPasswords.Unusable) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - offset)))
        var filled = 0
        while filled < bytes.count {
            let result = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(offset + filled))
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
            filled += result
        }
        return bytes
    }
}
