import Domain
import Foundation

/// A key in a file.
struct ScanFinding: Sendable {
    let path: String
    let line: Int
    let column: Int
    let key: KeyScanner.Finding

    var text: String { "\(path.withoutControls):\(line):\(column): \(key.shown)" }

    var json: String {
        let json: JSON = [
            "path": .string(path), "line": .integer(Int64(line)), "column": .integer(Int64(column)),
            "key": .string(key.shown), "environment": .string(key.environment.rawValue),
        ]
        return json.text
    }
}

/// Prints what is found in the order of the items, however many are searched at once.
final class ScanReport: @unchecked Sendable {
    private let isJSON: Bool
    private let isQuiet: Bool
    private let showsProgress: Bool
    private let start = ContinuousClock.now

    /// Guards all that follows.
    private let condition = NSCondition()
    private var turn = 0
    private var waiting: [Int: [ScanFinding]] = [:]
    private var ended: [Int: (path: String, error: Int32)] = [:]
    private var totals = Totals()
    private var shownAt = ContinuousClock.now

    private struct Totals {
        var files = 0
        var bytes = 0
        var findings = 0
        var unreadable = 0
    }

    /// Of an item whose turn has not come, before its searcher waits for it.
    private static let mostWaiting = 1000

    init(isJSON: Bool, isQuiet: Bool) {
        self.isJSON = isJSON
        self.isQuiet = isQuiet
        showsProgress = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    func tell(_ finding: ScanFinding, of item: ScanItem) {
        condition.withLock {
            totals.findings += 1
            while turn != item.number, waiting[item.number, default: []].count >= Self.mostWaiting { condition.wait() }
            if turn == item.number { show([finding]) } else { waiting[item.number, default: []].append(finding) }
        }
    }

    /// - Parameter error: why not all of it could be read; 0 when it could.
    func end(_ item: ScanItem, _ path: String, error: Int32) {
        condition.withLock {
            ended[item.number] = (path, error)
            while let (path, error) = ended.removeValue(forKey: turn) {
                if error == 0 { totals.files += 1 } else { tellUnreadable(path, error) }
                turn += 1
                show(waiting.removeValue(forKey: turn) ?? [])
            }
            condition.broadcast()
        }
    }

    func count(bytes: Int) {
        condition.withLock {
            totals.bytes += bytes
            guard showsProgress, .now - shownAt > .milliseconds(250) else { return }
            shownAt = .now
            write("\r\u{1B}[K\(measure)", to: STDERR_FILENO)
        }
    }

    /// - Returns: the exit status.
    func finish() -> Int32 {
        condition.withLock {
            clearProgress()
            if !isQuiet {
                let keys = totals.findings == 1 ? "1 key" : "\(totals.findings) keys"
                let unread = totals.unreadable == 0 ? "" : ", \(totals.unreadable) could not be read"
                write("\(measure): \(keys) found\(unread)\n", to: STDERR_FILENO)
            }
            if totals.unreadable > 0 { return 2 }
            return totals.findings > 0 ? 1 : 0
        }
    }

    private func show(_ findings: [ScanFinding]) {
        guard !findings.isEmpty else { return }
        clearProgress()
        let lines = findings.map { isJSON ? $0.json : $0.text }
        write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
    }

    private func tellUnreadable(_ path: String, _ error: Int32) {
        totals.unreadable += 1
        clearProgress()
        write("latchkey: \(path.withoutControls): \(String(cString: strerror(error)))\n", to: STDERR_FILENO)
    }

    private func clearProgress() {
        if showsProgress { write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    private var measure: String {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let files = totals.files == 1 ? "1 file" : "\(totals.files) files"
        let megabytes = Double(totals.bytes) / 1e6
        let speed = megabytes / max(seconds, 1e-6)
        return String(format: "\(files), %.1f MB in %.2f s, %.0f MB/s", megabytes, seconds, speed)
    }

    private func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return }
        }
    }
}

extension String {
    /// A file may be called anything, which is nothing for a terminal to carry out.
    fileprivate var withoutControls: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
