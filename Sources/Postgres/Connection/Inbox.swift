import DequeModule

/// What the server told with NOTIFY.
struct Notification: Sendable, Hashable {
    let channel: String
    let payload: String
}

/// Notifications until someone asks for them, or someone until there are notifications.
struct Inbox: ~Copyable {
    typealias Waiter = CheckedContinuation<Result<Notification?, PostgresError>, Never>

    private static let capacity = 10_000

    private var notifications: Deque<Notification> = []
    private var waiter: Waiter?
    private var closed: PostgresError?
    /// Until when whoever waits does so.
    private(set) var deadline: ContinuousClock.Instant?

    init() {}

    var isOverfull: Bool { notifications.count > Self.capacity }

    /// One may wait at a time.
    mutating func wait(_ waiter: Waiter, until deadline: ContinuousClock.Instant) {
        if let notification = notifications.popFirst() {
            waiter.resume(returning: .success(notification))
        } else if let closed {
            waiter.resume(returning: .failure(closed))
        } else {
            resume(.failure(.cancelled))
            self.waiter = waiter
            self.deadline = deadline
        }
    }

    mutating func deliver(_ notification: Notification) {
        if waiter == nil {
            notifications.append(notification)
        } else {
            resume(.success(notification))
        }
    }

    mutating func tick(at now: ContinuousClock.Instant) {
        if let deadline, deadline <= now { resume(.success(nil)) }
    }

    mutating func close(_ error: PostgresError) {
        closed = error
        resume(.failure(error))
    }

    private mutating func resume(_ result: Result<Notification?, PostgresError>) {
        waiter?.resume(returning: result)
        waiter = nil
        deadline = nil
    }
}
