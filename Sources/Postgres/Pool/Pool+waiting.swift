import Synchronization

extension Pool {
    func lease() async throws(PostgresError) -> Machine.Lease {
        if Task.isCancelled { throw .cancelled }
        if let lease = state.withLock({ $0.machine.takeIdle() }) { return lease }
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { wait(waiter, $0) }
        } onCancel: {
            cancel(waiter)
        }.get()
    }

    private func wait(
        _ waiter: Int,
        _ continuation: CheckedContinuation<Result<Machine.Lease, PostgresError>, Never>
    ) {
        state.withLock { $0.continuations[waiter] = continuation }
        carryOut { machine, now in
            machine.request(waiter: waiter, deadline: now + configuration.poolTimeout, at: now)
        }
        // The handler may have run before there was anything to cancel.
        if Task.isCancelled { cancel(waiter) }
    }

    private func cancel(_ waiter: Int) {
        let continuation = state.withLock { state in
            state.machine.cancel(waiter: waiter) ? state.continuations.removeValue(forKey: waiter) : nil
        }
        continuation?.resume(returning: .failure(.cancelled))
    }
}
