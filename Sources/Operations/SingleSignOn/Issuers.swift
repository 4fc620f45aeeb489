internal import Domain
internal import Outbound

/// An identity provider, as it was when it was last asked.
struct Issuer: Sendable {
    let metadata: ProviderMetadata
    let keys: KeySet
    fileprivate let freshUntil: ContinuousClock.Instant
}

/// Why an identity provider is not there.
enum IssuerProblem: Error {
    case url
    case unreachable(OutboundFailure)
    case status(Int)
    case metadata(ProviderMetadata.Invalid)
    case noKeys
}

/// The identity providers that tenants trust, and their keys, kept for as long as they allow. Asked by issuer, and an issuer
/// speaks for itself alone: no tenant can bring another one's keys.
actor Issuers {
    private let outbound: Outbound
    private let now: @Sendable () -> ContinuousClock.Instant
    private var known: [String: Issuer] = [:]
    private var fetching: [String: Task<Issuer, any Error>] = [:]
    private var askedAt: [String: ContinuousClock.Instant] = [:]

    private static let capacity = 1000
    /// Whoever sends tokens with unknown keys does not make us ask more often than this.
    private static let betweenUnknownKeys: Duration = .seconds(30)

    init(outbound: Outbound, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.outbound = outbound
        self.now = now
    }

    /// - Throws: `IssuerProblem` when it is not kept and cannot be asked.
    func issuer(_ name: String) async throws -> Issuer {
        if let issuer = known[name], now() < issuer.freshUntil { return issuer }
        return try await asked(name)
    }

    /// The key that a token of this issuer names. Keys change: one that is not known is asked for.
    func key(for token: UnverifiedToken, of name: String) async throws -> KeySet.Key? {
        if let key = try await issuer(name).keys.key(for: token) { return key }
        guard let last = askedAt[name], now() >= last + Self.betweenUnknownKeys else { return nil }
        return try await asked(name).keys.key(for: token)
    }

    /// As it is now, whatever is kept. Whoever comes while it is being asked waits for the same answer.
    func asked(_ name: String) async throws -> Issuer {
        if let task = fetching[name] { return try await task.value }
        let task = Task { [outbound, now] in try await Issuer(asking: name, through: outbound, now: now) }
        fetching[name] = task
        if askedAt.count >= Self.capacity { forget() }
        askedAt[name] = now()
        defer { fetching[name] = nil }
        let issuer = try await task.value
        known[name] = issuer
        return issuer
    }

    /// Starting anew when it is full is rare, and costs asking those again that are still in use.
    private func forget() {
        known.removeAll()
        askedAt.removeAll()
    }
}

extension Issuer {
    fileprivate init(
        asking name: String,
        through outbound: Outbound,
        now: @Sendable () -> ContinuousClock.Instant
    ) async throws {
        let start = now()
        let document = try await Self.get(ProviderMetadata.address(of: name), through: outbound)
        do {
            metadata = try ProviderMetadata(document.body, of: name)
        } catch {
            throw IssuerProblem.metadata(error)
        }
        let answer = try await Self.get(metadata.keysURL, through: outbound)
        guard let json = try? JSON(parsing: answer.body), let keys = KeySet(json) else { throw IssuerProblem.noKeys }
        self.keys = keys
        freshUntil = start + Self.lifetime(answer[header: "Cache-Control"])
    }

    private static func get(_ text: String, through outbound: Outbound) async throws -> Outbound.Answer {
        do {
            let answer = try await outbound.get(try OutboundURL(text))
            guard answer.status == 200 else { throw IssuerProblem.status(answer.status) }
            return answer
        } catch OutboundFailure.invalidURL {
            throw IssuerProblem.url
        } catch let failure as OutboundFailure {
            throw IssuerProblem.unreachable(failure)
        }
    }

    /// What the issuer says, but a minute at least, which spares it, and an hour at most, after which a key that it has
    /// withdrawn is good no more.
    static func lifetime(_ cacheControl: String?) -> Duration {
        let directives = (cacheControl ?? "").lowercased().split(separator: ",").map { $0.filter { $0 != " " } }
        let age = directives.first { $0.hasPrefix("max-age=") }.flatMap { Int($0.dropFirst("max-age=".count)) }
        return .seconds(min(max(age ?? 300, 60), 3600))
    }
}
