internal import Crypto
internal import Domain
internal import Store

/// Keeps answers so that neither the database alone nor whoever knows an idempotency key alone can read them: they are
/// encrypted under a key made of a pepper and the caller's idempotency key, and of a body only a peppered HMAC is kept.
/// Both are bound to the request's id, so that no answer can be put in another's place, nor equal bodies be recognised.
struct AnswerSeal: Sendable {
    private let keys: [(id: Int, key: SymmetricKey)]

    init(peppers: Peppers) {
        keys = peppers.derive(purpose: "idempotency")
    }

    /// By what an answer is found: SHA-256 over whatever it is bound to, but the tenant, in whose row it stands.
    func id(of request: IdempotentRequest, by actor: ID<User>) -> [UInt8] {
        let parts = [actor.description, request.method, request.path, request.key.expose()]
        return Array(SHA256.hash(data: Array(JSON.strings(parts).text.utf8)))
    }

    func seal(
        _ answer: some Replayable,
        to request: IdempotentRequest,
        as id: [UInt8],
        at now: Instant
    ) throws -> SealedAnswer {
        let (pepperID, pepper) = keys[0]
        let kept: JSON = ["body": answer.body, "etag": answer.eTag.map(JSON.string) ?? nil]
        return SealedAnswer(
            createdAt: now,
            pepperID: pepperID,
            bodyMAC: Array(HMAC<SHA256>.authenticationCode(for: id + request.body, using: pepper)),
            answer: try AES.GCM.seal(kept.encoded(), under: encryptionKey(pepper, request), for: id)
        )
    }

    /// Nil when its pepper is gone: then nobody can know what was answered.
    ///
    /// - Throws: `IDEMPOTENCY_KEY_REUSED` when it answered another body.
    func open(_ sealed: SealedAnswer, for request: IdempotentRequest, as id: [UInt8]) throws -> Replay? {
        guard let pepper = keys.first(where: { $0.id == sealed.pepperID })?.key else { return nil }
        let body = id + request.body
        guard HMAC<SHA256>.isValidAuthenticationCode(sealed.bodyMAC, authenticating: body, using: pepper) else {
            throw Failure(
                .idempotencyKeyReused,
                "This Idempotency-Key was used with another body. Use a new key for a new request."
            )
        }
        let opened = try AES.GCM.open(sealed.answer, under: encryptionKey(pepper, request), for: id)
        let kept = try JSON(parsing: opened)
        guard let body = kept["body"] else { throw Failure(.internal, "A sealed answer has no body.") }
        return Replay(body: body, eTag: kept["etag"]?.asString)
    }

    private func encryptionKey(_ pepper: SymmetricKey, _ request: IdempotentRequest) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: pepper,
            salt: Array(request.key.expose().utf8),
            info: Array("latchkey/answer".utf8),
            outputByteCount: 32
        )
    }
}
