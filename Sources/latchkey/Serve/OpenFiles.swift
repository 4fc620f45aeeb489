import Foundation
import NIOCore

/// How many files, and so connections, this process may have open.
struct OpenFiles {
    /// Of the process, all in all.
    let most: Int

    /// Raises the soft limit to the hard one.
    static func raised() -> OpenFiles {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return OpenFiles(most: 1024) }
        var raised = limit
        raised.rlim_cur = raised.rlim_max
        let isRaised = setrlimit(resource, &raised) == 0
        return OpenFiles(most: Int(clamping: isRaised ? raised.rlim_cur : limit.rlim_cur))
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    /// What each of the two listeners may accept, so that together they leave enough for the connections to the database,
    /// the event loops and files.
    func connections(atMost wanted: Int, databaseConnections: Int, cores: Int = System.coreCount) -> Int {
        // Each of those has a socket, and a pipe that wakes its thread up.
        let reserved = 64 + 4 * cores + 3 * databaseConnections
        return max(1, min(wanted, (most - reserved) / 2))
    }
}
