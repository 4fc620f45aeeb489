import Glibc

/// The right to run a server on a data folder. The kernel gives it back when this process ends, however it ends.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    init(_ folder: DataFolder) throws(EmbeddedPostgresError) {
        // Closed at exec: a server that outlives us must not keep the folder.
        descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotUse(path: folder.lock, reason: Errno.last.description) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let refusal = Errno.last
            let holder = contents(of: descriptor)
            close(descriptor)
            guard refusal.code == EWOULDBLOCK else { throw .cannotUse(path: folder.lock, reason: refusal.description) }
            throw .inUse(folder: folder.path, processID: holder)
        }
        // For the message above only; a full disk must not keep us from starting.
        ftruncate(descriptor, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Closing is not enough: a child being started elsewhere in this process holds a copy until it reaches its exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

private func contents(of descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let text = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).filter(\.isNumber)
    return text.isEmpty ? "(unknown)" : text
}
