import Logging
import Synchronization

extension Pool {
    func carryOut(_ event: (inout Machine, PoolClock.Instant) -> [Machine.Action]) {
        let now = clock.now()
        let actions = state.withLock { state in
            let actions = event(&state.machine, now)
            armTimer(&state)
            return actions
        }
        for action in actions {
            carryOut(action)
        }
    }

    func carryOut(_ action: Machine.Action) {
        switch action {
        case .lease(let waiter, let lease): resume(waiter, .success(lease))
        case .fail(let waiter, let error): resume(waiter, .failure(error))
        case .connect(let slot): connect(slot)
        case .close(let connection): Task { await connection.close() }
        case .drained: noteDrained()
        }
    }

    private func resume(_ waiter: Int, _ result: Result<Machine.Lease, PostgresError>) {
        state.withLock { $0.continuations.removeValue(forKey: waiter) }?.resume(returning: result)
    }

    private func connect(_ slot: Int) {
        // Detached: whoever happens to need it first must not take it along when cancelled.
        Task.detached { [weak self, configuration] in
            do throws(PostgresError) {
                let connection = try await Connection.open(configuration) { [weak self] in self?.closed(slot) }
                guard let self else { return await connection.close() }
                self.carryOut { machine, now in machine.connected(slot: slot, connection, at: now) }
            } catch {
                self?.connectFailed(slot, error)
            }
        }
    }

    private func connectFailed(_ slot: Int, _ error: PostgresError) {
        logger.warning("\(error)")
        let jitter = clock.jitter()
        carryOut { machine, now in machine.connectFailed(slot: slot, error, jitter: jitter, at: now) }
    }

    private func closed(_ slot: Int) {
        state.withLock { $0.machine.closed(slot: slot) }
    }

    /// Makes sure that someone calls `tick` in time.
    private func armTimer(_ state: inout State) {
        guard let next = state.machine.nextTick else { return }
        if let timer = state.timer, timer.wakesAt <= next { return }
        state.timer?.task.cancel()
        let task = Task.detached { [weak self, clock] in
            do { try await clock.sleep(next) } catch { return }
            self?.tick(next)
        }
        state.timer = (task, next)
    }

    private func tick(_ wakesAt: PoolClock.Instant) {
        state.withLock { state in
            if state.timer?.wakesAt == wakesAt { state.timer = nil }
        }
        carryOut { machine, now in machine.tick(at: now) }
    }
}
