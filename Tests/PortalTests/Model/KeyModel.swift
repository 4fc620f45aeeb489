import Domain

/// A key, as the rules say that it must be.
struct KeyModel: Equatable, Sendable {
    struct Secret: Equatable, Sendable {
        let text: String
        /// Nil for the current one.
        var validUntil: Instant?

        /// All but the 43 characters of the secret itself and the 6 of the checksum.
        var shown: String { text.dropLast(49) + "…" }
    }

    let id: String
    let createdAt: Instant
    let environment: String
    var name: String
    var description = ""
    /// Its own; a key with a group has its group's.
    var scopes: [String]
    var group: String?
    var allowlist: [String]
    var expiresAt: Instant?
    var isDisabled = false
    var isRevoked = false
    var version = 1
    /// All that were ever handed out, the current one last.
    var secrets: [Secret]

    func status(at now: Instant) -> String {
        if isRevoked { return "REVOKED" }
        if let expiresAt, expiresAt <= now { return "EXPIRED" }
        return isDisabled ? "DISABLED" : "ACTIVE"
    }

    func expiration(at now: Instant) -> String {
        guard let expiresAt else { return "NEVER" }
        if expiresAt <= now { return "EXPIRED" }
        return expiresAt <= now + .seconds(7 * 86_400) ? "EXPIRING_SOON" : "VALID"
    }

    mutating func rotate(to secret: String, grace: Int, now: Instant) {
        for index in secrets.indices where secrets[index].validUntil.map({ now < $0 }) ?? false {
            secrets[index].validUntil = now
        }
        let end = now + .seconds(grace)
        secrets[secrets.count - 1].validUntil = min(end, expiresAt ?? end)
        secrets.append(Secret(text: secret))
        version += 1
    }

    /// Where lists are sorted by status.
    static func position(of status: String) -> Int {
        ["ACTIVE", "DISABLED", "EXPIRED", "REVOKED"].firstIndex(of: status) ?? 4
    }
}

/// What a gateway asks about a key.
struct Question: Sendable {
    let secret: String
    let scopes: [String]
    let ip: String?
    let environment: String?

    var json: JSON {
        [
            "key": .string(secret), "scopes": .strings(scopes), "ip": ip.map(JSON.string) ?? nil,
            "environment": environment.map(JSON.string) ?? nil,
        ]
    }
}
