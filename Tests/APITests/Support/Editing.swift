import Domain
import NIOHTTP1
import Synchronization
import TestSupport

extension TestPlatform {
    /// Sends a change of the version that was read.
    func edit(
        _ path: String,
        _ change: JSON,
        _ token: String,
        version: Int = 1,
        reason: String? = nil
    ) async throws -> HTTPReply {
        var headers: HTTPHeaders = ["If-Match": "\"\(version)\""]
        if let reason { headers.add(name: "Latchkey-Reason", value: reason) }
        return try await send(.PATCH, path, change, token: token, headers: headers)
    }
}

/// What checks of a key must come to just now, while something changes it again and again.
final class Phase: Sendable {
    struct Now: Equatable, Sendable {
        let number: Int
        /// Nil while the change is on its way.
        let expected: String?
    }

    private let state: Mutex<Now?>

    init(expected: String) {
        state = Mutex(Now(number: 0, expected: expected))
    }

    /// Nil at the end.
    var now: Now? { state.withLock { $0 } }

    func begin() { next(nil) }
    func settle(on expected: String) { next(expected) }
    func end() { state.withLock { $0 = nil } }

    private func next(_ expected: String?) {
        state.withLock { now in now = Now(number: (now?.number ?? 0) + 1, expected: expected) }
    }
}
