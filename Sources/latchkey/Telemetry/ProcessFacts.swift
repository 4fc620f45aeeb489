import Foundation

/// What the kernel says of this process, in `/proc`; nothing where there is none.
struct ProcessFacts: Sendable {
    let cpuSeconds: Double
    /// Since 1970.
    let startSeconds: Double
    let residentBytes: Double
    let virtualBytes: Double

    static func now() -> ProcessFacts? {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let bootSeconds
        else { return nil }
        // The second field is the program's name in parentheses, and may hold anything. What follows is counted from the
        // third (proc_pid_stat(5)).
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
        func number(_ position: Int) -> Double? {
            let index = fields.startIndex + position - 3
            return fields.indices.contains(index) ? Double(fields[index]) : nil
        }
        guard let user = number(14), let kernel = number(15), let start = number(22), let size = number(23),
            let pages = number(24)
        else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return ProcessFacts(
            cpuSeconds: (user + kernel) / ticks,
            startSeconds: bootSeconds + start / ticks,
            residentBytes: pages * Double(sysconf(Int32(_SC_PAGESIZE))),
            virtualBytes: size
        )
    }

    static func openFiles() -> Double? {
        // The folder itself is open while it is read.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count - 1) }
    }

    /// When the machine started. Read once, or a clock that is set would move the process's start.
    private static let bootSeconds: Double? = {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }()
}
