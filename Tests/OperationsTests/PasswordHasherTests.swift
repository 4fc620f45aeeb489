import Dispatch
import Domain
import Synchronization
import Testing

@testable import Operations

@Suite("Hashing passwords")
struct PasswordHasherTests {
    private let password = Sensitive("correct horse battery")

    @Test("accepts the password that was hashed, and no other")
    func verifies() async throws {
        let hasher = PasswordHasher(cost: cheap)
        let hash = try await hasher.hash(password)
        #expect(try await hasher.verify(password, against: hash))
        for wrong in ["", "correct horse batter", "Correct horse battery", "correct horse battery "] {
            #expect(try await !hasher.verify(Sensitive(wrong), against: hash))
        }
    }

    @Test("never makes the same hash twice")
    func salts() async throws {
        let hasher = PasswordHasher(cost: cheap)
        let (one, other) = (try await hasher.hash(password), try await hasher.hash(password))
        #expect(one.expose() != other.expose())
    }

    @Test("keeps the parameters in the hash, so that raising them leaves old hashes good")
    func parametersLiveInTheHash() async throws {
        let old = try await PasswordHasher(cost: cheap).hash(password)
        #expect(old.expose().hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        let raised = PasswordHasher(cost: PasswordHasher.Cost(logN: 6, r: 8, p: 2))
        #expect(try await raised.verify(password, against: old))
        #expect(try await !raised.verify(Sensitive("another password"), against: old))
        #expect(try await raised.hash(password).expose().hasPrefix("$scrypt$ln=6,r=8,p=2$"))
    }

    @Test("costs what OWASP says unless told otherwise")
    func defaultCost() {
        #expect(PasswordHasher.Cost.owasp == PasswordHasher.Cost(logN: 17, r: 8, p: 1))
    }

    @Test("refuses for somebody who does not exist, at the same cost")
    func unknownUser() async throws {
        let hasher = PasswordHasher(cost: PasswordHasher.Cost(logN: 12, r: 8, p: 1))
        let hash = try await hasher.hash(password)
        _ = try await hasher.verify(password, against: nil)
        let known = try await shortest(of: 5) { _ = try await hasher.verify(Sensitive("wrong"), against: hash) }
        let unknown = try await shortest(of: 5) {
            let matches = try await hasher.verify(password, against: nil)
            #expect(!matches)
        }
        #expect(unknown > known / 4)
        #expect(unknown < known * 4)
    }

    @Test("refuses a stored hash that is none, as a defect of ours")
    func malformed() async throws {
        await #expect(throws: MalformedPasswordHash.self) {
            try await PasswordHasher(cost: cheap).verify(password, against: Sensitive("$2b$12$abc"))
        }
    }

    @Test("computes no more than `concurrency` at once, and answers 503 beyond those that may wait")
    func boundedWaiting() async throws {
        let hasher = PasswordHasher(cost: cheap, concurrency: 2, waitingLimit: 6)
        let crowd = Crowd()
        let served = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask { try await crowd.enter(hasher) }
            }
            // Nobody is done before the gate opens, so exactly six have a place.
            let deadline = ContinuousClock.now + .seconds(20)
            while crowd.refusals.count < 24 || crowd.mostAtOnce < 2, .now < deadline {
                await Task.yield()
            }
            crowd.openGate()
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(served == 6)
        #expect(crowd.mostAtOnce == 2)
        #expect(crowd.refusals.allSatisfy { $0.code == .unavailable && $0.retryAfter != nil })
        // Whoever was refused holds no place, and whoever was served has given it back.
        #expect(try await hasher.verify(password, against: hasher.hash(password)))
    }

    @Test("holds up nothing else, however many processors there are", .timeLimit(.minutes(5)))
    func holdsUpNothing() async throws {
        let hasher = PasswordHasher(cost: cheap, concurrency: 64, waitingLimit: 64)
        let crowd = Crowd()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask { try await crowd.enter(hasher) }
            }
            // All of them are stuck at once; were they on the executor's threads, no task would go on.
            while crowd.mostAtOnce < 64 { await Task.yield() }
            await Task.detached {}.value
            for _ in 0..<3 { crowd.openGate() }
            for try await served in group { #expect(served) }
        }
    }

    private func shortest(of count: Int, _ body: () async throws -> Void) async throws -> Duration {
        var shortest = Duration.seconds(60)
        for _ in 0..<count { shortest = min(shortest, try await ContinuousClock().measure(body)) }
        return shortest
    }
}

/// Many who want something slow done, which goes on until the gate opens.
private final class Crowd: Sendable {
    private let state = Mutex((running: 0, mostAtOnce: 0, refusals: [Failure]()))
    private let gate = DispatchSemaphore(value: 0)

    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
    var refusals: [Failure] { state.withLock { $0.refusals } }

    /// False when refused.
    func enter(_ hasher: PasswordHasher) async throws -> Bool {
        do {
            try await hasher.run { self.waitAtGate() }
            return true
        } catch let failure as Failure {
            state.withLock { $0.refusals.append(failure) }
            return false
        }
    }

    private func waitAtGate() {
        state.withLock { state in
            state.running += 1
            state.mostAtOnce = max(state.mostAtOnce, state.running)
        }
        gate.wait()
        state.withLock { $0.running -= 1 }
    }

    func openGate() {
        for _ in 0..<30 { gate.signal() }
    }
}

@Suite("A password's hash as text")
struct PasswordHashTests {
    @Test("is read back as it was written")
    func roundTrip() throws {
        let hash = PasswordHash(
            cost: PasswordHasher.Cost(logN: 17, r: 8, p: 1),
            salt: Array(0..<16),
            key: Array(100..<132)
        )
        #expect(hash.text == "$scrypt$ln=17,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM")
        let read = try PasswordHash(text: hash.text)
        #expect(read.cost == hash.cost)
        #expect(read.salt == hash.salt)
        #expect(read.key == hash.key)
        #expect(read.matches(hash))
    }

    @Test("is scrypt's: the third test vector of RFC 7914")
    func vector() throws {
        let hash = try PasswordHash(
            of: Sensitive("pleaseletmein"),
            salt: Array("SodiumChloride".utf8),
            cost: PasswordHasher.Cost(logN: 14, r: 8, p: 1)
        )
        #expect(Hex.encode(hash.key) == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "$scrypt$", "$scrypt$ln=17,r=8,p=1$AAEC", "$scrypt$ln=17,r=8,p=1$$AAEC",
            "$scrypt$ln=-1,r=8,p=1$AAEC$AAEC",
            "$scrypt$r=8,ln=17,p=1$AAEC$AAEC", " $scrypt$ln=17,r=8,p=1$AAEC$AAEC", "$scrypt$ln=17,r=8,p=1$AAEC$AAEC\n",
            "$scrypt$ln=17,r=8,p=1$AA=C$AAEC", "$2b$12$AAECAwQFBgcICQoLDA0ODw", "$scrypt$ln=١٧,r=8,p=1$AAEC$AAEC",
        ]
    )
    func refusesOtherText(_ text: String) {
        #expect(throws: MalformedPasswordHash.self) { try PasswordHash(text: text) }
    }
}
