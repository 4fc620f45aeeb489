internal import Domain
internal import Store

/// One verifier's lease, step by step.
actor LeaseHolder {
    private let memory: KeyMemory
    private let database: Database
    private let timing: LeaseTiming
    private let entropy: Entropy

    /// Nil before it is registered.
    private var verifier: ID<VerifierInstance>?
    private var isRegistered = false
    /// The last change that is in memory.
    private var applied: Int64 = 0
    /// Which run of which server told so.
    private var server: String?
    private var dueAt: MonotonicInstant
    private var others = OtherVerifiers()

    init(memory: KeyMemory, database: Database, timing: LeaseTiming, entropy: Entropy = .system) {
        self.memory = memory
        self.database = database
        self.timing = timing
        self.entropy = entropy
        dueAt = memory.clock.now()
    }

    /// Renews the lease when that is due; else applies what is new.
    func proceed() async throws {
        let now = memory.clock.now()
        guard !isRegistered || dueAt <= now else { return try await follow() }
        dueAt = now + timing.renewal
        try await renew()
    }

    /// Memory is trusted only once the log has been read in a snapshot that was taken after the renewal was committed: so
    /// whoever looks at the lease after having logged a change either sees this renewal, and waits for what follows from it,
    /// or is read here.
    func renew() async throws {
        let sent = memory.clock.now()
        guard isRegistered, let verifier else { return try await register(sent) }
        let number = applied
        let isThere = try await database.writeLeases(durably: true) { $0.renew(verifier, acknowledging: number) }
        guard isThere else { return try await register(memory.clock.now()) }
        try await read()
        memory.lease.renew(sentAt: sent, readAt: memory.clock.now(), trust: timing.trust)
        try await acknowledge(after: number)
        try await look()
    }

    /// What is in memory, nobody has waited for: it begins with nothing.
    private func register(_ sent: MonotonicInstant) async throws {
        forget()
        // Of a lease that trusts nothing any more nobody shall wait for the end.
        if let verifier { try await database.writeLeases { $0.end(verifier) } }
        let id = ID<VerifierInstance>.make(at: memory.lease.time(at: sent), using: entropy)
        try await database.writeLeases(durably: true) { $0.register(id) }
        verifier = id
        isRegistered = true
        try await read()
        try await look()
        memory.lease.renew(sentAt: sent, readAt: memory.clock.now(), trust: timing.trust)
        try await acknowledge(after: 0)
    }

    private func follow() async throws {
        let number = applied
        try await read()
        try await acknowledge(after: number)
    }

    /// Reads the log to its end.
    private func read() async throws {
        let asked = memory.clock.now()
        let number = applied
        let log = try await database.readLeases { try $0.changes(after: number) }
        memory.lease.note(log.now, askedAt: asked)
        if let server, server != log.server {
            // What another server, or this one before a crash, had told may have been lost there: the registration, too.
            self.server = log.server
            isRegistered = false
            forget()
            throw ServerChanged()
        }
        server = log.server
        if let changes = log.changes {
            memory.cache.apply(changes, at: memory.clock.now())
        } else {
            memory.cache.forgetAll(at: memory.clock.now())
        }
        applied = log.head
    }

    private func acknowledge(after number: Int64) async throws {
        guard applied > number, let verifier else { return }
        let applied = applied
        try await database.writeLeases { $0.acknowledge(applied, as: verifier) }
    }

    private func forget() {
        memory.lease.forfeit()
        memory.cache.forgetAll(at: memory.clock.now())
        applied = 0
    }

    func end() async {
        guard let verifier else { return }
        try? await database.writeLeases { $0.end(verifier) }
    }
}

/// The server was restarted, or another has taken its place.
struct ServerChanged: Error {}

// MARK: - The others

extension LeaseHolder {
    /// Counts who shares the work, and clears up behind those who ended without a word.
    private func look() async throws {
        let now = memory.clock.now()
        guard others.isDue(at: now) else { return }
        let board = try await database.readLeases { try $0.board() }
        let gone = others.look(at: board.leases, now)
        memory.lease.note(liveVerifiers: others.live)
        for lease in gone { _ = try await database.writeLeases { $0.end(lease) } }
        _ = try await database.writeLeases { $0.forgetChanges() }
    }
}

/// Which leases are being renewed, by this process's own clock.
private struct OtherVerifiers: Sendable {
    private var seen: [ID<VerifierInstance>: (generation: Int64, since: MonotonicInstant)] = [:]
    private var lookedAt: MonotonicInstant?
    private(set) var live = 1

    private static let interval = Duration.seconds(1)
    /// A lease that stands still so long has lapsed.
    private static let lapse = Duration.milliseconds(1300)
    private static let forgotten = Duration.seconds(60)

    func isDue(at now: MonotonicInstant) -> Bool {
        lookedAt.map { now - $0 >= Self.interval } ?? true
    }

    /// - Returns: those that have not been renewed for a minute.
    mutating func look(at leases: [LeaseRow], _ now: MonotonicInstant) -> [LeaseRow] {
        lookedAt = now
        let before = seen
        seen = [:]
        for lease in leases {
            let known = before[lease.verifier].flatMap { $0.generation == lease.generation ? $0 : nil }
            seen[lease.verifier] = known ?? (lease.generation, now)
        }
        let standing = leases.map { lease in (lease, now - (seen[lease.verifier]?.since ?? now)) }
        live = max(1, standing.count { $0.1 < Self.lapse })
        return standing.filter { $0.1 >= Self.forgotten }.map(\.0)
    }
}
