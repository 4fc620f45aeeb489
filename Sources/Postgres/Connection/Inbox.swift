import DequeModule

/// What the server told with NOTIFY.
package struct Notification: Sendable, Hashable {
    package let channel: String
    package let payload: String
}

/// Notifications until someone asks for them.
struct Inbox: ~Copyable {
    typealias Waiter = CheckedContinuation<Result<Notification, PostgresError>, Never>

    private static let capacity = 10_000

    private var notifications: Deque<Notification> = []
    private var waiter: Waiter?
    private var closed: PostgresError?

    init() {}

    var isOverfull: Bool { notifications.count > Self.capacity }

    /// One may wait at a time.
    mutating func wait(_ waiter: Waiter) {
        if let notification = notifications.popFirst() {
            waiter.resume(returning: .success(notification))
        } else if let closed {
            waiter.resume(returning: .failure(closed))
        } else {
            self.waiter?.resume(returning: .failure(.cancelled))
            self.waiter = waiter
        }
    }

    mutating func deliver(_ notification: Notification) {
        guard let waiter else { return notifications.append(notification) }
        self.waiter = nil
        waiter.resume(returning: .success(notification))
    }

    mutating func close(_ error: PostgresError) {
        closed = error
        waiter?.resume(returning: .failure(error))
        waiter = nil
    }
}
