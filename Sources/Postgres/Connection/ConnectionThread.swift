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

    /// For `poll(2)`: -1 for without end, otherwise a day at most.
    var millisecondsToDeadline: Int32 {
        guard let deadline else { return -1 }
        // Rounded up, so that waking up means that the deadline has passed.
        let milliseconds = (deadline - .now) / .milliseconds(1)
        return Int32(min(max(milliseconds.rounded(.up), 0), 86_400_000))
    }

    /// Whoever sleeps on this would not wake up in time for the other.
    func misses(_ other: Interest) -> Bool {
        if (socket, read, write) != (other.socket, other.read, other.write) { return true }
        guard let newDeadline = other.deadline else { return false }
        return deadline.map { newDeadline < $0 } ?? true
    }
}

/// What a `ConnectionThread` serves, one call or job at a time.
protocol ConnectionThreadClient: AnyObject, Sendable {
    nonisolated func interest() -> Interest

    /// The socket is ready in one of the ways asked for, or the deadline has passed. On the thread of our own, so it may
    /// block.
    nonisolated func wake()
}

/// The executor of one connection's actor, and a thread of its own that waits for the connection's socket.
///
/// A job runs at once on the thread that brings it, unless another job is running, which then goes on to run it: so a
/// query is sent without waking up anybody. Whatever might block (libpq resolves host names and reads files while it
/// connects) happens on `wake()`, which only ever runs on the thread of our own. That thread sleeps in `poll(2)` until
/// the socket is ready or a deadline passes.
final class ConnectionThread: SerialExecutor, @unchecked Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Who may touch the connection.
        var holder: pthread_t?
        /// What the connection waits for, as of when it was last touched.
        var interest = Interest()
        /// What the thread sleeps on; nil while it is awake.
        var sleepsOn: Interest?
        var isStopped = false
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

    /// Ends the thread once the jobs that there are are done.
    func stop() {
        let isAsleep = state.withLock { state in
            state.isStopped = true
            return state.sleepsOn != nil
        }
        if isAsleep { wakeUp.write() }
    }
}

// MARK: - Jobs

extension ConnectionThread {
    func enqueue(_ job: consuming ExecutorJob) {
        // The job may end the connection's life, and with it the thread that keeps us alive.
        let this = Unmanaged.passRetained(self)
        defer { this.release() }
        let job = UnownedJob(job)
        let isHeld = state.withLock { state in
            state.jobs.append(job)
            if state.holder == nil {
                state.holder = pthread_self()
                return true
            }
            return false
        }
        if isHeld { runJobsAndLetGo() }
    }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true)
    }

    func isIsolatingCurrentContext() -> Bool? {
        state.withLock { $0.holder.map { pthread_equal($0, pthread_self()) != 0 } } ?? false
    }

    private func runJobsAndLetGo() {
        repeat {
            let jobs = state.withLock { state in
                defer { state.jobs.removeAll() }
                return state.jobs
            }
            for job in jobs {
                job.runSynchronously(on: asUnownedSerialExecutor())
            }
        } while !letGo()
    }

    /// False when more jobs have come.
    private func letGo() -> Bool {
        let interest = client?.interest() ?? Interest()
        let (isDone, mustWake) = state.withLock { state in
            guard state.jobs.isEmpty else { return (false, false) }
            state.holder = nil
            state.interest = interest
            return (true, state.sleepsOn.map { $0.misses(interest) || state.isStopped } ?? false)
        }
        if mustWake { wakeUp.write() }
        return isDone
    }
}

// MARK: - The thread

extension ConnectionThread {
    fileprivate func run() {
        while let interest = fallAsleep() {
            if sleep(on: interest) { wakeClient() }
        }
    }

    /// What to sleep on; nil when the thread is to end.
    private func fallAsleep() -> Interest? {
        state.withLock { state in
            if state.isStopped && state.holder == nil { return nil }
            state.sleepsOn = state.interest
            return state.interest
        }
    }

    /// True when the socket is ready or the deadline has passed.
    private func sleep(on interest: Interest) -> Bool {
        var descriptors = [pollfd(fd: wakeUp.readEnd, events: Int16(POLLIN), revents: 0)]
        if let socket = interest.socket {
            let events = (interest.read ? POLLIN : 0) | (interest.write ? POLLOUT : 0)
            descriptors.append(pollfd(fd: socket, events: Int16(events), revents: 0))
        }
        _ = poll(&descriptors, nfds_t(descriptors.count), interest.millisecondsToDeadline)
        state.withLock { $0.sleepsOn = nil }
        if descriptors[0].revents != 0 { wakeUp.drain() }
        return descriptors.dropFirst().contains { $0.revents != 0 } || interest.millisecondsToDeadline == 0
    }

    private func wakeClient() {
        while !hold() { sched_yield() }
        client?.wake()
        runJobsAndLetGo()
    }

    /// Others hold it for no longer than a job takes, and no job waits for anything.
    private func hold() -> Bool {
        state.withLock { state in
            guard state.holder == nil else { return false }
            state.holder = pthread_self()
            return true
        }
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
