import Logging
import ServiceLifecycle

extension EmbeddedPostgres: Service {
    /// Keeps the server for as long as the services listed after this one run; stops it last. When it stops by itself it
    /// is started again, at the same URL.
    ///
    /// - Throws: what ``start()`` throws the first time, and ``EmbeddedPostgresError/stoppedUnexpectedly(log:status:)``
    ///   when the server could not be started again for as long as the back-off allows.
    package func run() async throws {
        _ = try await start()
        try await cancelWhenGracefulShutdown {
            try await self.keepRunning()
        }
        await stop()
    }

    /// Returns when cancelled, or when somebody else stopped the server.
    private func keepRunning() async throws {
        var delay = backoff.first
        while !Task.isCancelled {
            let started = ContinuousClock.now
            do {
                return try await waitForUnexpectedStop()
            } catch {
                // One that keeps stopping soon after it started is not started ever faster.
                if ContinuousClock.now - started > backoff.longest { delay = backoff.first }
                try await startAgain(after: error, &delay)
            }
        }
    }

    private func startAgain(after stop: EmbeddedPostgresError, _ delay: inout Duration) async throws {
        let stopped = ContinuousClock.now
        logger.warning("PostgreSQL is started again", metadata: ["reason": "\(stop)", "delay": "\(delay)"])
        while !Task.isCancelled {
            try? await Task.sleep(for: delay)
            delay = backoff.delay(after: delay)
            do {
                guard try hasDatabase() else { throw stop }
                _ = try await start()
                return logger.warning("PostgreSQL runs again", metadata: ["after": "\(ContinuousClock.now - stopped)"])
            } catch is CancellationError {
                return
            } catch {
                logger.warning("PostgreSQL could not be started", metadata: ["error": "\(error)", "delay": "\(delay)"])
                guard ContinuousClock.now - stopped < backoff.patience else { throw stop }
            }
        }
    }
}
