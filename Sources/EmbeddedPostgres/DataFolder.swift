import Foundation
import Glibc

/// Where everything of one installation stands: `LATCHKEY_DATA`.
package struct DataFolder: Sendable, Hashable {
    /// Absolute.
    package let path: String

    /// - Parameter path: absolute, or relative to the current directory.
    package init(_ path: String) {
        self.path = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL.path(percentEncoded: false)
            .trimmingSuffix("/")
    }

    /// The secrets that keys are hashed with; mode 0600.
    package var peppers: String { "\(path)/peppers" }
    /// PostgreSQL's own data directory.
    package var cluster: String { "\(path)/postgres" }
    /// What PostgreSQL says.
    package var log: String { "\(path)/postgres.log" }
    /// A cluster in the making: it becomes ``cluster`` by one rename, once complete.
    var unfinishedCluster: String { "\(path)/postgres.unfinished" }
    var lock: String { "\(path)/lock" }
    var sockets: String { "\(path)/sockets" }

    /// Makes the folder if it is not there. As root it stays passable, since the server runs as another account and may
    /// put its socket in it.
    package func create() throws(EmbeddedPostgresError) {
        do {
            try FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
        } catch {
            throw .cannotUse(path: path, reason: (error as? CocoaError)?.posixReason ?? "\(error.localizedDescription)")
        }
        guard mkdir(path, geteuid() == 0 ? 0o711 : 0o700) == 0 || errno == EEXIST else {
            throw .cannotUse(path: path, reason: Errno.last.description)
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw .cannotUse(path: path, reason: "it is not a folder")
        }
    }
}

extension CocoaError {
    fileprivate var posixReason: String? {
        (underlying as? POSIXError).map { Errno(code: $0.code.rawValue).description }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = Substring(self)
        while text.count > 1, text.last == character { text.removeLast() }
        return String(text)
    }
}
