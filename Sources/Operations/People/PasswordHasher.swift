package import Domain
internal import Synchronization

/// Turns passwords into hashes that are slow to try (scrypt), a few at a time.
///
/// Each hash takes about 128 MiB and a third of a second, so only two are computed at once, on threads of their own, and
/// only so many wait: beyond that the answer is 503, not a machine without memory.
package final class PasswordHasher: Sendable {
    /// OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1.
    package struct Cost: Sendable, Equatable {
        package let logN: Int
        package let r: Int
        package let p: Int

        package init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }

        package static let owasp = Cost(logN: 17, r: 8, p: 1)
    }

    private let cost: Cost
    private let entropy: Entropy
    private let waitingLimit: Int
    private let pending = Mutex(0)
    private let threads: SlowThreads
    /// What a password is compared with when nobody has the address, so that both take as long.
    private let decoy: PasswordHash

    package init(cost: Cost = .owasp, concurrency: Int = 2, waitingLimit: Int = 32, entropy: Entropy = .system) {
        self.cost = cost
        self.entropy = entropy
        self.waitingLimit = waitingLimit
        threads = SlowThreads(most: concurrency)
        decoy = PasswordHash(cost: cost, salt: entropy.bytes(16), key: entropy.bytes(32))
    }

    package func hash(_ password: Sensitive<String>) async throws -> Sensitive<String> {
        let salt = entropy.bytes(16)
        let cost = cost
        return try await run { Sensitive(try PasswordHash(of: password, salt: salt, cost: cost).text) }
    }

    /// Whether the password is the one behind the hash; `nil` stands for a user who does not exist.
    package func verify(_ password: Sensitive<String>, against hash: Sensitive<String>?) async throws -> Bool {
        let expected = try hash.map { try PasswordHash(text: $0.expose()) }
        let reference = expected ?? decoy
        let matches = try await run {
            try PasswordHash(of: password, salt: reference.salt, cost: reference.cost).matches(reference)
        }
        return matches && expected != nil
    }

    /// Runs slow work in its turn.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let admitted = pending.withLock { count in
            guard count < waitingLimit else { return false }
            count += 1
            return true
        }
        guard admitted else {
            throw Failure.unavailable("Too many people are signing in at once.", retryAfter: .seconds(2))
        }
        defer { pending.withLock { $0 -= 1 } }
        return try await threads.run(work)
    }
}
