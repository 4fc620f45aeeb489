internal import CHTTPLoad
internal import Foundation

/// Requests that are sent to a server on this machine again and again, over connections that stay open, one at a time on
/// each.
///
/// It runs in one thread of its own that makes no other than the system calls which the requests need, so that what is
/// measured is the server, and two servers cost it the same.
package struct HTTPLoad: Sendable {
    let requests: [UInt8]
    let requestLength: Int
    let requestCount: Int
    let answerLength: Int
    let connections: Int
    let rate: Int

    /// - Parameters:
    ///   - requests: all of one length; they are sent in turns.
    ///   - answerLength: bytes of each answer, which are counted, not read.
    ///   - rate: how many a second are sent at most; 0 for as many as are answered.
    package init(requests: [String], answerLength: Int, connections: Int, rate: Int = 0) {
        let bytes = requests.map { Array($0.utf8) }
        requestLength = bytes.first?.count ?? 0
        precondition(bytes.allSatisfy { [requestLength] in $0.count == requestLength }, "requests of different lengths")
        self.requests = bytes.flatMap(\.self)
        requestCount = bytes.count
        self.answerLength = answerLength
        self.connections = connections
        self.rate = rate
    }

    /// Answers a second.
    package func answersPerSecond(port: Int, _ duration: Duration) async throws -> Double {
        let done = try await run(port, duration, most: .max)
        return Double(done.answers) / (done.elapsed / .seconds(1))
    }

    /// - Returns: the load generator's own processor time, when there were this many answers.
    package func run(port: Int, answers: Int) async throws -> Duration {
        try await run(port, .seconds(600), most: Int64(answers)).processorTime
    }

    private struct Done {
        let answers: Int64
        let elapsed: Duration
        let processorTime: Duration
    }

    private func run(_ port: Int, _ duration: Duration, most: Int64) async throws -> Done {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try runOnThisThread(port, duration, most) })
            }
        }
    }

    private func runOnThisThread(_ port: Int, _ duration: Duration, _ most: Int64) throws -> Done {
        var (elapsed, processorTime): (Int64, Int64) = (0, 0)
        let answers = requests.withUnsafeBytes { requests in
            http_load(
                UInt16(port),
                requests.bindMemory(to: CChar.self).baseAddress,
                requestLength,
                requestCount,
                answerLength,
                Int32(connections),
                Int64(rate),
                Int64(duration / .nanoseconds(1)),
                most,
                &elapsed,
                &processorTime
            )
        }
        guard answers >= 0 else { throw ConnectionEnded() }
        return Done(answers: answers, elapsed: .nanoseconds(elapsed), processorTime: .nanoseconds(processorTime))
    }
}

/// A server hung up, or answered something else than at first.
package struct ConnectionEnded: Error {}
