import Foundation
import Synchronization
import SystemPackage

/// Something to be read, numbered in the order in which it is reported.
struct ScanItem: Sendable {
    enum Source: Sendable {
        case standardInput
        /// Which somebody has named, whatever it is.
        case named(FilePath)
        /// Which was met in a folder: read only if it is a file still.
        case met(FilePath)
        case unreadable(FilePath, Int32)
    }

    let number: Int
    let source: Source
}

/// Hands out files one by one, those of a folder by name. Holds the names of the folders that it is in, and no more.
final class FileWalk: Sendable {
    private enum Entry {
        case named(String)
        case folder(FilePath)
        case file(FilePath)
    }

    private struct State {
        /// The next one last.
        var entries: [Entry]
        var handedOut = 0
    }

    private let state: Mutex<State>

    init(_ paths: [String]) {
        state = Mutex(State(entries: paths.reversed().map(Entry.named)))
    }

    func next() -> ScanItem? {
        state.withLock { state in
            while let entry = state.entries.popLast() {
                guard let source = Self.source(entry, &state.entries) else { continue }
                state.handedOut += 1
                return ScanItem(number: state.handedOut - 1, source: source)
            }
            return nil
        }
    }

    /// Nil for a folder, which adds what is in it to the entries.
    private static func source(_ entry: Entry, _ entries: inout [Entry]) -> ScanItem.Source? {
        switch entry {
        case .named("-"): return .standardInput
        case .named(let text):
            let path = FilePath(text)
            var status = stat()
            guard path.withPlatformString({ stat($0, &status) }) == 0 else { return .unreadable(path, errno) }
            guard status.st_mode & S_IFMT == S_IFDIR else { return .named(path) }
            return open(path, &entries)
        case .folder(let path): return open(path, &entries)
        case .file(let path): return .met(path)
        }
    }

    private static func open(_ folder: FilePath, _ entries: inout [Entry]) -> ScanItem.Source? {
        guard let listing = folder.withPlatformString({ opendir($0) }) else { return .unreadable(folder, errno) }
        defer { closedir(listing) }
        var found: [(name: FilePath.Component, type: UInt8)] = []
        while true {
            errno = 0
            guard let entry = readdir(listing) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath.Component(platformString: $0) }
            }
            guard let name, name.kind == .regular else { continue }
            found.append((name, entry.pointee.d_type))
        }
        let problem = errno
        found.sort { $0.name.string > $1.name.string }
        entries += found.compactMap { entry(folder.appending($0.name), $0.type) }
        return problem == 0 ? nil : .unreadable(folder, problem)
    }

    private static func entry(_ path: FilePath, _ type: UInt8) -> Entry? {
        switch Int(type) {
        case Int(DT_DIR): return .folder(path)
        case Int(DT_REG): return .file(path)
        case Int(DT_UNKNOWN):
            // A file system that does not say.
            var status = stat()
            guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return .file(path) }
            if status.st_mode & S_IFMT == S_IFDIR { return .folder(path) }
            return status.st_mode & S_IFMT == S_IFREG ? .file(path) : nil
        default: return nil
        }
    }
}
