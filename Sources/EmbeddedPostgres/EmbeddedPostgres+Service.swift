import ServiceLifecycle

extension EmbeddedPostgres: Service {
    /// Keeps the server for as long as the services listed after this one run; stops it last.
    ///
    /// - Throws: what ``start()`` throws, and ``EmbeddedPostgresError/stoppedUnexpectedly(log:status:)``.
    package func run() async throws {
        _ = try await start()
        try await cancelWhenGracefulShutdown {
            try await self.waitForUnexpectedStop()
        }
        await stop()
    }
}
