import Domain
import Foundation
import SystemPackage

/// Searches one file at a time, in a buffer of its own: a file may have any size.
final class FileScan {
    private let buffer: UnsafeMutableRawBufferPointer

    /// What stays in a processor's own cache.
    private static let size = 256 << 10

    /// - Parameter size: of the buffer. At least twice as long as a key.
    init(size: Int = FileScan.size) {
        buffer = .allocate(byteCount: size, alignment: 64)
    }

    deinit { buffer.deallocate() }

    func run(_ item: ScanItem, telling report: ScanReport) {
        switch item.source {
        case .standardInput: run(STDIN_FILENO, "standard input", item, report)
        case .named(let path): run(path, O_RDONLY | O_CLOEXEC, item, report)
        // Whatever takes the file's place by now is neither followed nor waited for.
        case .met(let path): run(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, item, report)
        case .unreadable(let path, let error): report.end(item, path.string, error: error)
        }
    }

    private func run(_ path: FilePath, _ flags: Int32, _ item: ScanItem, _ report: ScanReport) {
        let descriptor = path.withPlatformString { open($0, flags) }
        guard descriptor >= 0 else { return report.end(item, path.string, error: errno) }
        defer { close(descriptor) }
        run(descriptor, path.string, item, report)
    }

    private func run(_ descriptor: Int32, _ path: String, _ item: ScanItem, _ report: ScanReport) {
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        do throws(Errno) {
            try search(TextSource(descriptor)) { bytes in
                report.count(bytes: bytes)
            } found: { key, line, column in
                report.tell(ScanFinding(path: path, line: line, column: column, key: key), of: item)
            }
        } catch {
            return report.end(item, path, error: error.rawValue)
        }
        report.end(item, path, error: 0)
    }

    /// - Parameters:
    ///   - counted: told after each block how many bytes were read for it.
    ///   - found: told each key in the order in which they stand, with its line and column, from 1.
    func search(
        _ source: TextSource,
        counted: (Int) -> Void = { _ in },
        found: (KeyScanner.Finding, _ line: Int, _ column: Int) -> Void
    ) throws(Errno) {
        var source = source
        var lines = LineCounter()
        // What is kept of the block before, and where in it the search goes on.
        var (kept, start) = (0, 0)
        while true {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[kept...])
            let (text, read) = try source.read(into: room)
            counted(read)
            guard text > 0 else { return }
            let block = UnsafeRawBufferPointer(rebasing: buffer[..<(kept + text)])
            let stop = KeyScanner.scan(block, from: start) { key in
                lines.advance(to: key.offset, in: block)
                found(key, lines.line, lines.column)
            }
            let rest = max(0, stop - KeyScanner.lead)
            lines.turn(at: rest, of: block)
            kept = block.count - rest
            start = stop - rest
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[rest...]))
        }
    }
}
