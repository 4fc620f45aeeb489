internal import Domain
package import Logging
internal import ServiceLifecycle
package import Store
package import Telemetry

/// Writes what was counted, and the secrets that moved to the newest pepper, once a second, and a last time when it is asked
/// to end: after the listener, which counts, and before the pool that it writes through.
package struct UsageFlusher: Service {
    /// How many it writes through at once: as many are enough for a pool of its own.
    package static let connections = 4

    private let meter: UsageMeter
    private let database: Database
    private let interval: Duration
    private let patience: Duration
    private let metrics: UsageMetrics
    private let logger: Logger

    /// - Parameter patience: how long the last write may take.
    package init(
        meter: UsageMeter,
        database: Database,
        interval: Duration = .seconds(1),
        patience: Duration = .seconds(3),
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        self.meter = meter
        self.database = database
        self.interval = interval
        self.patience = patience
        self.metrics = UsageMetrics(metrics, meter)
        self.logger = logger
    }

    package func run() async {
        // What is cut off by the end may have been written or not, which the last write need not know.
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: interval)
                await flush()
            }
        }
        await flushAtLast()
    }

    private func flushAtLast() async {
        await withTaskGroup { group in
            group.addTask {
                while await !flush() {
                    // Ends with the group.
                    guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
                }
            }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
        let left =
            meter.take().reduce(0) { $0 + $1.rows.count }
            + meter.takeDetails(rowsAtOnce: .max).reduce(0) { $0 + $1.rows.count }
        if left > 0 { logger.error("usage was not written and is lost", metadata: ["totals": "\(left)"]) }
    }

    private static let pause = Duration.milliseconds(50)
}

// MARK: - One round

extension UsageFlusher {
    /// Writes all that was counted until now. What cannot be written stays counted, for the next time.
    ///
    /// - Returns: whether all of it was written.
    @discardableResult
    package func flush() async -> Bool {
        let start = ContinuousClock.now
        let isWritten = await writeAll()
        metrics.flushed(isWritten, in: .now - start)
        return isWritten
    }

    private func writeAll() async -> Bool {
        reportLoss()
        let counts = meter.take().flatMap { $0.parts(of: Self.rowsAtOnce) }
        // Ahead of the counts: see ``UsageMeter/takeDetails(rowsAtOnce:)``.
        let details = meter.takeDetails(rowsAtOnce: Self.rowsAtOnce)
        let untold = await writeAll(details, write) { meter.settle($0, isWritten: false) }
        let uncounted = await writeAll(counts, write, putBack: meter.putBack)
        // Nothing hangs on them: what is not written now is written later, or at the key's next use. Details do not hold them
        // up: a pepper may have to go.
        if uncounted == 0 { await move() }
        return untold + uncounted == 0
    }

    /// Some at a time.
    ///
    /// - Returns: how many were tried in vain.
    private func writeAll<Batch: Sendable>(
        _ batches: [Batch],
        _ write: @escaping @Sendable (Batch) async -> Bool,
        putBack: (Batch) -> Void
    ) async -> Int {
        var waiting = batches.makeIterator()
        var failures = 0
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<Self.writersAtOnce {
                if let batch = waiting.next() { group.addTask { await write(batch) } }
            }
            while let isWritten = await group.next() {
                if !isWritten { failures += 1 }
                // While the database is away, each try may take as long as a connection is waited for.
                guard failures < Self.mostFailures, let batch = waiting.next() else { continue }
                group.addTask { await write(batch) }
            }
        }
        while let batch = waiting.next() { putBack(batch) }
        return failures
    }

    private static let rowsAtOnce = 2000
    private static let writersAtOnce = connections
    private static let mostFailures = 4

    private func write(_ batch: UsageBatch) async -> Bool {
        do {
            let late = try await database.writeUsage(of: batch.tenant) { $0.write(batch.rows, of: batch.process) }
            meter.settle(batch)
            if late > 0 {
                logger.error("usage came days too late and is lost in part", metadata: ["totals": "\(late)"])
            }
            return true
        } catch {
            meter.putBack(batch)
            let cause = (error as? Failure)?.cause ?? error
            // A database that is away says so elsewhere, and what was counted is still there.
            let level: Logger.Level = (error as? Failure)?.code == .internal ? .error : .debug
            logger.log(level: level, "usage was not written yet", metadata: ["cause": "\(cause)"])
            return false
        }
    }

    private func write(_ batch: DetailBatch) async -> Bool {
        do {
            try await database.writeUsage(of: batch.tenant) { $0.write(batch.rows) }
            meter.settle(batch, isWritten: true)
            return true
        } catch {
            meter.settle(batch, isWritten: false)
            let cause = (error as? Failure)?.cause ?? error
            let level: Logger.Level = (error as? Failure)?.code == .internal ? .error : .debug
            logger.log(level: level, "what keys are used for was not written yet", metadata: ["cause": "\(cause)"])
            return false
        }
    }

    private func move() async {
        for batch in meter.moves.take() {
            do {
                let done = try await database.writeUsage(of: batch.tenant) { $0.move(batch.moves) }
                meter.moves.settle(batch, done: done)
            } catch {
                meter.moves.settle(batch, done: [])
                let cause = (error as? Failure)?.cause ?? error
                let level: Logger.Level = (error as? Failure)?.code == .internal ? .error : .debug
                logger.log(level: level, "secrets keep their older pepper for now", metadata: ["cause": "\(cause)"])
            }
        }
    }

    private func reportLoss() {
        metrics.untold.add(meter.takeLostDetails())
        let lost = meter.takeLost()
        guard lost > 0 else { return }
        metrics.lost.add(lost)
        logger.error("usage is lost: there is no more room until it can be written", metadata: ["counts": "\(lost)"])
    }
}
