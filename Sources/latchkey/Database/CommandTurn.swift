import EmbeddedPostgres
import Foundation

/// Commands on one data folder take turns: the one that starts the embedded database stops it too, and must not take it
/// away from another. `latchkey serve` takes no turn; commands use the database that it runs.
final class CommandTurn: Sendable {
    private let descriptor: Int32

    /// Waits for the commands that came before. The kernel ends a turn with its process, however that ends.
    ///
    /// - Throws: `EmbeddedPostgresError` when the folder cannot be used.
    init(on folder: DataFolder) async throws {
        try folder.create()
        let path = "\(folder.path)/turn"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.unusable(path) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else { throw Self.unusable(path) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func unusable(_ path: String) -> EmbeddedPostgresError {
        .cannotUse(path: path, reason: String(cString: strerror(errno)))
    }

    deinit {
        // Closing is not enough while a child being started still holds a copy.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
