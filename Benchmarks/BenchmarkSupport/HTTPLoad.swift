internal import CHTTPLoad
internal import Foundation

/// A request that is sent to a server on this machine again and again, over connections that stay open, one at a time on
/// each.
///
/// It runs in one thread of its own that makes no other than the system calls which the requests need, so that what is
/// measured is the server, and two servers cost it the same.
package struct HTTPLoad: Sendable {
    let request: [UInt8]
    let answerLength: Int
    let connections: Int

    /// - Parameter answerLength: bytes of each answer, which are counted, not read.
    package init(request: String, answerLength: Int, connections: Int) {
        self.request = Array(request.utf8)
        self.answerLength = answerLength
        self.connections = connections
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
                var (elapsed, processorTime): (Int64, Int64) = (0, 0)
                let answers = request.withUnsafeBufferPointer { request in
                    http_load(
                        UInt16(port),
                        request.baseAddress,
                        request.count,
                        answerLength,
                        Int32(connections),
                        Int64(duration / .nanoseconds(1)),
                        most,
                        &elapsed,
                        &processorTime
                    )
                }
                if answers < 0 {
                    continuation.resume(throwing: ConnectionEnded())
                } else {
                    continuation.resume(
                        returning: Done(
                            answers: answers,
                            elapsed: .nanoseconds(elapsed),
                            processorTime: .nanoseconds(processorTime)
                        )
                    )
                }
            }
        }
    }
}

/// A server hung up, or answered something else than at first.
package struct ConnectionEnded: Error {}
