internal import Crypto
package import Domain
internal import Outbound

/// A signature over a report, and the name of the key that it was made with.
package struct LeakSignature: Sendable {
    package let keyIdentifier: String
    /// DER of ECDSA over P-256 and SHA-256, in base64.
    package let signature: String

    package init(keyIdentifier: String, signature: String) {
        self.keyIdentifier = keyIdentifier
        self.signature = signature
    }
}

/// The public keys by which GitHub signs its reports, kept for an hour. Without them no report is believed.
actor LeakSigners {
    private enum Problem: Error {
        case status(Int)
        case noKeys
    }

    private let url: String
    private let outbound: Outbound
    private let now: @Sendable () -> ContinuousClock.Instant
    private var keys: [String: P256.Signing.PublicKey] = [:]
    private var freshUntil: ContinuousClock.Instant?
    private var askedAt: ContinuousClock.Instant?
    private var asking: Task<[String: P256.Signing.PublicKey], any Error>?

    /// After that a key that was withdrawn is good no more.
    private static let lifetime = Duration.seconds(3600)
    /// Whoever names unknown keys does not make us ask more often than this.
    private static let betweenUnknownKeys = Duration.seconds(60)
    /// When they could not be had.
    private static let betweenFailures = Duration.seconds(10)

    init(url: String, outbound: Outbound, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.url = url
        self.outbound = outbound
        self.now = now
    }

    /// - Throws: `SIGNATURE_INVALID`; `UNAVAILABLE` when the keys cannot be had.
    func require(_ signature: LeakSignature, of body: [UInt8]) async throws {
        guard let der = Base64.decode(signature.signature),
            let parsed = try? P256.Signing.ECDSASignature(derRepresentation: der),
            let key = try await key(signature.keyIdentifier), key.isValidSignature(parsed, for: body)
        else { throw Failure.signatureInvalid() }
    }

    private func key(_ identifier: String) async throws -> P256.Signing.PublicKey? {
        let isFresh = freshUntil.map { now() < $0 } ?? false
        if isFresh, let key = keys[identifier] { return key }
        if let askedAt, asking == nil, now() < askedAt + (isFresh ? Self.betweenUnknownKeys : Self.betweenFailures) {
            if isFresh { return nil }
            throw Failure.signersUnavailable(cause: nil)
        }
        do {
            return try await asked()[identifier]
        } catch {
            throw Failure.signersUnavailable(cause: error)
        }
    }

    /// As they are now. Whoever comes while they are being asked for waits for the same answer.
    private func asked() async throws -> [String: P256.Signing.PublicKey] {
        if let asking { return try await asking.value }
        let start = now()
        askedAt = start
        let task = Task { [url, outbound] in try await Self.fetch(url, through: outbound) }
        asking = task
        defer { asking = nil }
        keys = try await task.value
        freshUntil = start + Self.lifetime
        return keys
    }

    private static func fetch(
        _ url: String,
        through outbound: Outbound
    ) async throws -> [String: P256.Signing.PublicKey] {
        let answer = try await outbound.get(try OutboundURL(url))
        guard answer.status == 200 else { throw Problem.status(answer.status) }
        guard case .array(let entries)? = try JSON(parsing: answer.body)["public_keys"] else { throw Problem.noKeys }
        var keys: [String: P256.Signing.PublicKey] = [:]
        for entry in entries {
            guard case .string(let identifier)? = entry["key_identifier"], case .string(let pem)? = entry["key"],
                let key = try? P256.Signing.PublicKey(pemRepresentation: pem)
            else { continue }
            keys[identifier] = key
        }
        guard !keys.isEmpty else { throw Problem.noKeys }
        return keys
    }
}

extension Failure {
    package static func signatureInvalid() -> Failure {
        Failure(.signatureInvalid, "The body is not signed by a key of the reporter's.")
    }

    fileprivate static func signersUnavailable(cause: (any Error)?) -> Failure {
        Failure(
            .unavailable,
            "The reporter's public keys cannot be had just now, so nothing that it reports can be believed.",
            cause: cause,
            retryAfter: .seconds(10)
        )
    }
}
