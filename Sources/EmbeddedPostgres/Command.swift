/// A program to be run with nothing inherited from this process but what is written here.
struct Command: Sendable {
    enum Input: Sendable {
        case none
        /// Small enough to wait in a pipe (4 KiB), so that writing it never blocks.
        case text(String)
    }

    enum Output: Sendable {
        /// Standard output and standard error, appended to the file at this path.
        case appended(to: String)
        case collected
    }

    var program: String
    var arguments: [String]
    /// PostgreSQL takes locale, time zone, ports and passwords from the environment: none of the caller's may reach it.
    var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"]
    var input = Input.none
    var output = Output.collected
    /// A directory handed over open, as ``Command/directoryDescriptor``: it can then be reached whatever the length of
    /// its path, and whoever may not pass the directories above it.
    var directory: String?

    static let directoryDescriptor: Int32 = 3
    static let directoryPath = "/proc/self/fd/3"
}

/// How a process ended.
enum ExitStatus: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
    }

    var description: String {
        switch self {
        case .exited(let code): "exit status \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}
