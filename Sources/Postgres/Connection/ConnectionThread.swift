import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What a `ConnectionThread` waits for on behalf of its connection.
struct Interest {
    /// Nil when there is no socket to wait for.
    var socket: Int32?
    var write = false
    var read = true
    var deadline: ContinuousClock.Instant?
}

/// What a `ConnectionThread` serves: asked on its thread only.
protocol ConnectionThreadClient: AnyObject, Sendable {
    nonisolated func interest() -> Interest

    /// The socket is ready in one of the ways asked for, or the deadline has passed.
    nonisolated func wake()
}

/// A thread of its own for one connection, and the executor of its actor.
///
/// libpq blocks where nobody expects it (host names, GSSAPI, password files), so everything it does happens here
/// rather than on the cooperative pool. The thread sleeps in `poll(2)` until its socket is ready, a deadline passes or
/// a job arrives, so an answer is read without a hop through another thread.
final class ConnectionThread: SerialExecutor, @unchecked Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        var isAsleep = false
        var isStopped = false
        var thread: pthread_t?
    }

    private let state = Mutex(State())
    private let wakeUp: Pipe
    private weak var client: (any ConnectionThreadClient)?

    /// - Throws: `connectionFailed` when the process has no descriptor left.
    init() throws(PostgresError) {
        wakeUp = try Pipe()
    }

    /// Starts serving `client`, which is not kept alive by that. Called once, before any job.
    func start(serving client: any ConnectionThreadClient) throws(PostgresError) {
        self.client = client
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t(bitPattern: 0)
        let status = pthread_create(&thread, nil, runOnThread, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw .connectionFailed(reason: "no thread can be started")
        }
    }

    /// Ends the thread once the jobs that it has are done.
    func stop() {
        wake { $0.isStopped = true }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        wake { $0.jobs.append(job) }
    }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true)
    }

    func isIsolatingCurrentContext() -> Bool? {
        state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } } ?? false
    }

    private func wake(_ change: (inout State) -> Void) {
        let wasAsleep = state.withLock { state in
            change(&state)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if wasAsleep { wakeUp.write() }
    }

    fileprivate func run() {
        state.withLock { $0.thread = pthread_self() }
        while runJobs() {
            sleepUntilReady()
        }
    }

    /// False when the thread is to end.
    private func runJobs() -> Bool {
        let (jobs, isStopped) = state.withLock { state in
            defer { state.jobs.removeAll() }
            return (state.jobs, state.isStopped)
        }
        for job in jobs {
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
        return !(jobs.isEmpty && isStopped)
    }

    private func sleepUntilReady() {
        let interest = client?.interest() ?? Interest()
        var descriptors = [pollfd(fd: wakeUp.readEnd, events: Int16(POLLIN), revents: 0)]
        if let socket = interest.socket {
            let events = (interest.read ? POLLIN : 0) | (interest.write ? POLLOUT : 0)
            descriptors.append(pollfd(fd: socket, events: Int16(events), revents: 0))
        }
        _ = poll(&descriptors, nfds_t(descriptors.count), fallAsleep(until: interest.deadline))
        state.withLock { $0.isAsleep = false }
        if descriptors[0].revents != 0 { wakeUp.drain() }
        let isReady = descriptors.dropFirst().contains { $0.revents != 0 }
        let isLate = interest.deadline.map { $0 <= .now } ?? false
        if isReady || isLate { client?.wake() }
    }

    /// For how many milliseconds to sleep: not at all when a job has arrived meanwhile, -1 for without end.
    private func fallAsleep(until deadline: ContinuousClock.Instant?) -> Int32 {
        let mayStay = state.withLock { state in
            state.isAsleep = state.jobs.isEmpty && !state.isStopped
            return state.isAsleep
        }
        guard mayStay else { return 0 }
        guard let deadline else { return -1 }
        // Rounded up, so that waking up means that the deadline has passed; and at most a day.
        let milliseconds = (deadline - .now) / .milliseconds(1)
        return Int32(min(max(milliseconds.rounded(.up), 0), 86_400_000))
    }
}

#if canImport(Glibc) || canImport(Musl)
private func runOnThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    run(retained: context)
}
#else
private func runOnThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    run(retained: context)
}
#endif

private func run(retained context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    pthread_detach(pthread_self())
    if let context {
        Unmanaged<ConnectionThread>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}

/// Wakes up a thread that sleeps in `poll(2)`.
private struct Pipe: ~Copyable {
    let readEnd: Int32
    private let writeEnd: Int32

    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw .connectionFailed(reason: "no file descriptor is left")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// When the pipe is full, a wake-up is under way already.
    func write() {
        var byte: UInt8 = 0
        #if canImport(Darwin)
        _ = Darwin.write(writeEnd, &byte, 1)
        #elseif canImport(Musl)
        _ = Musl.write(writeEnd, &byte, 1)
        #else
        _ = Glibc.write(writeEnd, &byte, 1)
        #endif
    }

    func drain() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            while read(readEnd, buffer.baseAddress, buffer.count) > 0 {}
        }
    }
}
