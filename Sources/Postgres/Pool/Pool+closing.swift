import ServiceLifecycle
import Synchronization

extension Pool {
    /// Waits for a graceful shutdown, then for the transactions that run, at most as long as the configuration says.
    package func run() async throws {
        try? await gracefulShutdown()
        await close()
    }

    /// Refuses new transactions, waits for those that run, and closes everything. After `shutdownTimeout`, or when the
    /// task is cancelled, it closes their connections under them.
    package func close() async {
        carryOut { machine, _ in machine.shutDown() }
        let deadline = clock.now() + configuration.shutdownTimeout
        let timer = Task.detached { [weak self, clock] in
            do { try await clock.sleep(deadline) } catch { return }
            self?.closeLeased()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waitUntilDrained($0) }
        } onCancel: {
            closeLeased()
        }
        timer.cancel()
        state.withLock { $0.timer?.task.cancel() }
    }

    private func waitUntilDrained(_ continuation: CheckedContinuation<Void, Never>) {
        let isDrained = state.withLock { state in
            if !state.isDrained { state.drainWaiters.append(continuation) }
            return state.isDrained
        }
        if isDrained { continuation.resume() }
    }

    func noteDrained() {
        let waiters = state.withLock { state in
            state.isDrained = true
            defer { state.drainWaiters = [] }
            return state.drainWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private func closeLeased() {
        let connections = state.withLock { $0.machine.leasedResources }
        for connection in connections { carryOut(.close(connection)) }
        noteDrained()
    }
}
