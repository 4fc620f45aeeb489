internal import Domain
package import Store
package import Telemetry
internal import Traces
internal import Tracing

/// Waits until every verifier has learnt of what was committed, or can no longer act on not knowing it.
///
/// A verifier trusts its memory until 1 s after it sent a renewal of its lease, and only once it has read the change log in a
/// snapshot that was taken after that renewal was committed. So of a lease that was read after a commit, and is still the
/// same 1.3 s later by one clock, the renewal was sent before that reading, and what it allowed has ended. No two clocks are
/// compared; the 0.3 s are for clocks that run at different speeds.
package final class Receipts: Sendable {
    private let board: LeaseReader
    private let database: Database
    private let timing: Timing
    private let servers: ServerRuns
    private let metrics: ReceiptMetrics

    package struct Timing: Sendable {
        /// How long a lease stays as it is until it has lapsed.
        package var lapse: Duration = .milliseconds(1300)
        /// After that a receipt is given up.
        package var patience: Duration = .seconds(5)
        /// From one look at the leases to the next; doubled until `slowest`.
        package var fastest: Duration = .milliseconds(2)
        package var slowest: Duration = .milliseconds(20)

        package init() {}
    }

    struct Gathered: Sendable {
        var acknowledged = 0
        var lapsed = 0

        static let none = Gathered()
    }

    /// - Parameters:
    ///   - database: on connections that nothing slow keeps busy.
    ///   - trustsServer: whether the server is known to have run for longer than a lease, so that every verifier that it knew is
    ///     in its table. Otherwise no receipt is complete within the first 1.3 s, as after any restart or failover.
    package init(
        database: Database,
        timing: Timing = Timing(),
        trustsServer: Bool = false,
        metrics: Metrics = Metrics()
    ) {
        self.database = database
        self.timing = timing
        board = LeaseReader(database)
        self.metrics = ReceiptMetrics(metrics)
        servers = ServerRuns(trustsFirst: trustsServer, settling: timing.lapse)
    }

    /// Looks at the server, so that the first change does not have to wait until it is known for long enough.
    package func begin() async {
        if let board = try? await board.read() { _ = servers.settles(board.server, at: .now) }
    }

    /// To be called after the commit.
    /// - Throws: `RECEIPT_UNKNOWN`.
    func gather() async throws(Failure) -> Gathered {
        let span = beginSpan("receipt")
        defer { span?.end() }
        let start = ContinuousClock.now
        do {
            let gathered = try await watch()
            metrics.gathered(gathered, in: .now - start)
            return gathered
        } catch {
            metrics.gaveUp(after: .now - start)
            span?.fail(error)
            throw error
        }
    }

    private func watch() async throws(Failure) -> Gathered {
        let deadline = ContinuousClock.now + timing.patience
        var watch: Watch?
        var pause = timing.fastest
        while true {
            do {
                let board = try await board.read()
                let now = ContinuousClock.now
                let settled = servers.settles(board.server, at: now)
                if watch?.server != board.server { watch = Watch(board, at: now, lapse: timing.lapse) }
                let lapsed = watch?.look(at: board, now) ?? []
                for lease in lapsed { try await end(lease) }
                if let gathered = watch?.gathered, settled <= now { return gathered }
            } catch {
                guard ContinuousClock.now + pause < deadline else { throw Failure.receiptUnknown(cause: error) }
            }
            guard ContinuousClock.now + pause < deadline else { throw Failure.receiptUnknown(cause: nil) }
            do { try await Task.sleep(for: pause) } catch { throw Failure.receiptUnknown(cause: error) }
            pause = min(pause * 2, timing.slowest)
        }
    }

    /// The verifier finds its lease gone when it next renews it, and forgets everything. Should it renew it in this moment, it
    /// stays, and is watched on.
    private func end(_ lease: LeaseRow) async throws {
        _ = try await database.writeLeases { $0.end(lease) }
    }
}

/// The leases that a change waits for.
private struct Watch {
    let server: String
    /// The number to be acknowledged: at or past the change's own.
    private let head: Int64
    private let lapse: Duration
    private var waiting: [ID<VerifierInstance>: (lease: LeaseRow, since: ContinuousClock.Instant)] = [:]
    private var done = Receipts.Gathered()

    /// The first reading after the commit: a verifier that registers later begins with nothing in memory.
    init(_ board: LeaseBoard, at now: ContinuousClock.Instant, lapse: Duration) {
        server = board.server
        head = board.head
        self.lapse = lapse
        for lease in board.leases { waiting[lease.verifier] = (lease, now) }
    }

    /// - Returns: leases that have not changed for so long that they can be ended.
    mutating func look(at board: LeaseBoard, _ now: ContinuousClock.Instant) -> [LeaseRow] {
        let present = Dictionary(board.leases.map { ($0.verifier, $0) }) { one, _ in one }
        var lapsed: [LeaseRow] = []
        for (verifier, seen) in waiting {
            switch present[verifier] {
            case nil:
                // Ended by somebody else who watched it for as long, or by the verifier itself.
                waiting[verifier] = nil
                done.lapsed += 1
            case let lease? where lease.acknowledged >= head:
                waiting[verifier] = nil
                done.acknowledged += 1
            case let lease? where lease != seen.lease:
                waiting[verifier] = (lease, now)
            case let lease?:
                if now - seen.since >= lapse { lapsed.append(lease) }
            }
        }
        return lapsed
    }

    /// Nil while there is anybody to wait for.
    var gathered: Receipts.Gathered? { waiting.isEmpty ? done : nil }
}
