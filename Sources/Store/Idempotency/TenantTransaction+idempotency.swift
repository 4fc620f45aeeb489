package import Domain
internal import Postgres

/// What was answered under an idempotency key, as the database may know it.
package struct SealedAnswer: Sendable {
    package let createdAt: Instant
    package let pepperID: Int
    /// HMAC-SHA-256 over the body that it answered.
    package let bodyMAC: [UInt8]
    /// Encrypted.
    package let answer: [UInt8]

    package init(createdAt: Instant, pepperID: Int, bodyMAC: [UInt8], answer: [UInt8]) {
        self.createdAt = createdAt
        self.pepperID = pepperID
        self.bodyMAC = bodyMAC
        self.answer = answer
    }
}

/// An idempotency key that a transaction asked to have for itself.
package struct PendingClaim {
    package let id: [UInt8]
    let made: Reply<Void>
}

extension StoreTransaction where Kind == OnTenant {
    /// How long a request waits for another one with the same idempotency key.
    private static var patience: Duration { .seconds(2) }

    /// Claims an idempotency key until this transaction ends. Sent before anything else is locked, so that who waits for
    /// it holds nothing. A row that is there already is locked: an answer that is past its time may be replaced by one
    /// request only.
    package func claim(_ id: [UInt8]) throws -> PendingClaim {
        try base.setLockTimeout(Self.patience)
        let made = send(
            """
            INSERT INTO idempotency (tenant_id, id) VALUES (\(tenant), \(Bytes(id)))
            ON CONFLICT (tenant_id, id) DO UPDATE SET created_at = idempotency.created_at
            """
        ) { _ in }
        try base.setLockTimeout(nil)
        return PendingClaim(id: id, made: made)
    }

    /// Throws `IDEMPOTENCY_IN_FLIGHT` when another request has it for too long.
    package func claimed(_ claim: PendingClaim) async throws {
        do {
            try await result(claim.made)
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            throw Failure.idempotencyInFlight()
        }
    }

    /// What was answered under a key before; nil when it is new. To be sent behind the claim.
    package func sealedAnswer(_ id: [UInt8]) -> Reply<SealedAnswer?> {
        send(
            """
            SELECT created_at, pepper_id, body_mac, answer FROM idempotency
            WHERE tenant_id = \(tenant) AND id = \(Bytes(id)) AND answer IS NOT NULL
            """
        ) { rows in try rows.first.map(SealedAnswer.init(row:)) }
    }

    /// Keeps an answer under a key that was claimed; sent with the commit.
    package func keep(_ answer: SealedAnswer, under id: [UInt8]) {
        send(
            """
            UPDATE idempotency
            SET created_at = \(answer.createdAt), pepper_id = \(Int32(answer.pepperID)),
                body_mac = \(Bytes(answer.bodyMAC)), answer = \(Bytes(answer.answer))
            WHERE tenant_id = \(tenant) AND id = \(Bytes(id))
            """
        )
    }

    /// At most a thousand of them. One that somebody has claimed is left alone: its owner may be waiting for this very
    /// transaction.
    package func deleteAnswers(keptBefore cutoff: Instant) {
        send(
            """
            DELETE FROM idempotency WHERE tenant_id = \(tenant) AND id IN (
                SELECT id FROM idempotency WHERE tenant_id = \(tenant) AND created_at < \(cutoff)
                LIMIT 1000 FOR UPDATE SKIP LOCKED
            )
            """
        )
    }
}

extension SealedAnswer {
    fileprivate init(row: Row) throws {
        self.init(
            createdAt: try row.decode("created_at"),
            pepperID: Int(try row.decode("pepper_id", as: Int32.self)),
            bodyMAC: try row.decode("body_mac", as: Bytes.self).bytes,
            answer: try row.decode("answer", as: Bytes.self).bytes
        )
    }
}
