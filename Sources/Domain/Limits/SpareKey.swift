/// A key that could be let go to make room for another one, and why.
package struct SpareKey: Equatable, Sendable {
    package let key: OpenKey
    /// In the order of the reasons, at least one.
    package let reasons: [Reason]

    package enum Reason: String, CaseIterable, Sendable {
        case expiringSoon = "EXPIRING_SOON"
        case neverUsed = "NEVER_USED"
        case unused90Days = "UNUSED_90_DAYS"
    }

    /// The best of these keys, best first: what ends soon anyway, what was never used, what was not used for longest.
    package static func best(_ count: Int, of keys: [OpenKey], at now: Instant) -> [SpareKey] {
        let spare = keys.compactMap { key in
            let reasons = Reason.allCases.filter { $0.applies(to: key, at: now) }
            return reasons.isEmpty ? nil : SpareKey(key: key, reasons: reasons)
        }
        return Array(spare.sorted { $0.rank < $1.rank }.prefix(count))
    }

    private var rank: (Int, Instant, ID<APIKey>) {
        switch reasons.first {
        case .expiringSoon: (0, key.expiresAt ?? key.createdAt, key.id)
        case .neverUsed: (1, key.createdAt, key.id)
        case .unused90Days, nil: (2, key.lastUsedAt ?? key.createdAt, key.id)
        }
    }
}

extension SpareKey.Reason {
    private static let longUnused: Duration = .seconds(90 * 86_400)
    /// A key is put to use some time after it is made.
    private static let handover: Duration = .seconds(3600)

    fileprivate func applies(to key: OpenKey, at now: Instant) -> Bool {
        switch self {
        case .expiringSoon: Expiration.derive(expiresAt: key.expiresAt, now: now) == .expiringSoon
        case .neverUsed: key.lastUsedAt == nil && key.createdAt + Self.handover <= now
        case .unused90Days: (key.lastUsedAt ?? key.createdAt) + Self.longUnused <= now
        }
    }
}

/// A key that counts towards its tenant's limit, as far as it matters for letting it go.
package struct OpenKey: Equatable, Sendable {
    package let id: ID<APIKey>
    package let name: String
    /// `sk_live_0123456789abcdef…`.
    package let shown: String
    package let createdAt: Instant
    package let expiresAt: Instant?
    package let disabledAt: Instant?
    package let lastUsedAt: Instant?

    package init(
        id: ID<APIKey>,
        name: String,
        shown: String,
        createdAt: Instant,
        expiresAt: Instant?,
        disabledAt: Instant?,
        lastUsedAt: Instant?
    ) {
        self.id = id
        self.name = name
        self.shown = shown
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.disabledAt = disabledAt
        self.lastUsedAt = lastUsedAt
    }

    package func status(at now: Instant) -> KeyStatus {
        .derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: nil, now: now)
    }
}
