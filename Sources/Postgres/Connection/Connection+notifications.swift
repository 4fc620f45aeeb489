extension Connection {
    /// The next NOTIFY on a channel that this connection listens on; nil when none comes for a while.
    /// - Throws: `connectionLost`, `cancelled`. Either way the connection is closed.
    func nextNotification(within limit: Duration) async throws(PostgresError) -> Notification? {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { inbox.wait($0, until: .now + limit) }
        } onCancel: {
            Task { await self.close() }
        }
        if Task.isCancelled { throw .cancelled }
        return try result.get()
    }

    func receiveNotifications() {
        while let notification = libpq?.nextNotification() {
            inbox.deliver(notification)
        }
        if inbox.isOverfull { close(.lost("too many notifications wait to be read")) }
    }
}
