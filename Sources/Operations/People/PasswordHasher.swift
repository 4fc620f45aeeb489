package import Domain
internal import Synchronization

/// Turns passwords into hashes that are slow to try (scrypt), a few at a time.
///
/// Each hash takes about 128 MiB and a third of a second, so only two are computed at once, on threads of their own, and
/// only so many wait: beyond that the answer is 503, not a machine without memory. One place may have a few of them
/// waiting, and strangers all together not all, so that no flood keeps everybody out.
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

        /// How much work it is, in blocks mixed.
        var blocks: Int { r * p << logN }
    }

    /// What has been asked of it, for whoever compares what two requests cost.
    package struct Work: Sendable, Equatable {
        package var hashes = 0
        package var blocks = 0
    }

    private let cost: Cost
    private let entropy: Entropy
    private let waiting: Mutex<WaitingRoom>
    private let done = Mutex(Work())
    private let threads: SlowThreads
    /// What a password is compared with when nobody has the address, so that both take as long.
    private let decoy: PasswordHash

    package init(
        cost: Cost = .owasp,
        concurrency: Int = 2,
        waitingLimit: Int = 32,
        waitingLimitOfPlace: Int = 6,
        entropy: Entropy = .system
    ) {
        self.cost = cost
        self.entropy = entropy
        waiting = Mutex(WaitingRoom(places: waitingLimit, placesOfOne: waitingLimitOfPlace))
        threads = SlowThreads(most: concurrency)
        decoy = PasswordHash(cost: cost, salt: entropy.bytes(16), key: entropy.bytes(32))
    }

    package var work: Work { done.withLock { $0 } }

    /// - Parameter guesser: who waits for it; nil for ourselves.
    package func hash(_ password: Sensitive<String>, for guesser: Guesser? = nil) async throws -> Sensitive<String> {
        let salt = entropy.bytes(16)
        return try await run(for: guesser) { [self] in Sensitive(try compute(password, salt, cost).text) }
    }

    /// Whether the password is the one behind the hash; `nil` stands for a user who does not exist.
    package func verify(
        _ password: Sensitive<String>,
        against hash: Sensitive<String>?,
        for guesser: Guesser? = nil
    ) async throws -> Bool {
        try await check(password, against: hash, for: guesser) != .wrong
    }

    enum Outcome: Equatable {
        case wrong, right
        /// Right, but hashed at a lower cost than is asked for now: this is what it should be replaced with.
        case outdated(replacement: String)
    }

    /// As `verify`. A hash of lower cost is brought up to today's cost whether the password is right or not, so that who
    /// has one is not told apart by how long it takes.
    func check(
        _ password: Sensitive<String>,
        against hash: Sensitive<String>?,
        for guesser: Guesser? = nil
    ) async throws -> Outcome {
        let expected = try hash.map { try PasswordHash(text: $0.expose()) }
        let reference = expected ?? decoy
        let salt = entropy.bytes(16)
        return try await run(for: guesser) { [self] in
            let matches = try compute(password, reference.salt, reference.cost).matches(reference)
            let isOutdated = reference.cost.blocks < cost.blocks
            let replacement = isOutdated ? try compute(password, salt, cost).text : nil
            guard matches, expected != nil else { return .wrong }
            return replacement.map(Outcome.outdated) ?? .right
        }
    }

    private func compute(_ password: Sensitive<String>, _ salt: [UInt8], _ cost: Cost) throws -> PasswordHash {
        done.withLock { work in
            work.hashes += 1
            work.blocks += cost.blocks
        }
        return try PasswordHash(of: password, salt: salt, cost: cost)
    }

    /// Runs slow work in its turn.
    func run<Result: Sendable>(
        for guesser: Guesser? = nil,
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        guard waiting.withLock({ $0.enter(guesser) }) else {
            throw Failure.tooManyAtOnce()
        }
        defer { waiting.withLock { $0.leave(guesser) } }
        return try await threads.run(work)
    }
}
