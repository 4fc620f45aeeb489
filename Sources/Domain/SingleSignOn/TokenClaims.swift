/// What an issuer has signed.
package struct TokenClaims: Sendable {
    private let json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    /// The person or program, as the issuer knows them for good.
    package var subject: String? {
        json["sub"]?.asString.flatMap { 1...255 ~= $0.utf8.count ? $0 : nil }
    }

    package func text(_ claim: String) -> String? { json[claim]?.asString }

    /// The groups that a claim names; a single one may stand alone.
    package func groups(in claim: String) -> Set<String> { Set(json.strings(claim)) }

    /// The person's address, if somebody vouches for it. `email_verified` is about the claim `email` and no other.
    package func verifiedEmail(for connection: SignOnConnection) -> EmailAddress? {
        let isVerified = connection.emailClaim == "email" ? json["email_verified"] : nil
        guard isVerified == true || isVerified == nil && connection.trustsEmail,
            let text = text(connection.emailClaim)
        else { return nil }
        return try? EmailAddress(validating: text, at: "/email")
    }
}

/// A claim that is not as it must be.
package enum BadClaim: String, Error, Sendable {
    case issuer, subject, audience, authorizedParty, expiry, issuedAt, notBefore, nonce
}

extension TokenClaims {
    /// How far the issuer's clock may be from ours.
    private static let leeway: Duration = .seconds(60)

    /// OpenID Connect Core, 3.1.3.7.
    package func requireIDToken(
        of connection: SignOnConnection,
        nonce: String,
        at now: Instant
    ) throws(BadClaim) {
        try require(issuer: connection.issuer, audience: connection.clientID, at: now)
        // For several, or issued to another client, it was not made for us alone.
        let party = json["azp"]
        guard party == nil ? json.strings("aud").count == 1 : party?.asString == connection.clientID else {
            throw .authorizedParty
        }
        guard let sent = json["nonce"]?.asString, constantTimeEquals(sent.utf8, nonce.utf8) else {
            throw .nonce
        }
    }

    /// RFC 9068, 4.
    package func requireAccessToken(issuer: String, audience: String, at now: Instant) throws(BadClaim) {
        try require(issuer: issuer, audience: audience, at: now)
    }

    private func require(issuer: String, audience: String, at now: Instant) throws(BadClaim) {
        guard json["iss"]?.asString == issuer else { throw .issuer }
        guard subject != nil else { throw .subject }
        guard json.strings("aud").contains(audience) else { throw .audience }
        guard let expiry = json.time("exp"), now < expiry + Self.leeway else { throw .expiry }
        guard let issuedAt = json.time("iat"), issuedAt < now + Self.leeway else { throw .issuedAt }
        if json["nbf"] != nil {
            guard let notBefore = json.time("nbf"), notBefore < now + Self.leeway else { throw .notBefore }
        }
    }
}

extension JSON {
    /// A string, or an array of nothing but strings; empty for anything else.
    func strings(_ name: String) -> [String] {
        switch self[name] {
        case .string(let text)?: [text]
        case .array(let elements)?:
            elements.allSatisfy { $0.asString != nil } ? elements.compactMap(\.asString) : []
        default: []
        }
    }

    /// RFC 7519's NumericDate. Nil beyond the year 9999.
    fileprivate func time(_ name: String) -> Instant? {
        switch self[name] {
        case .integer(let seconds)? where 0...253_402_300_799 ~= seconds: Instant(microseconds: seconds * 1_000_000)
        case .number(let seconds)? where 0...253_402_300_799 ~= seconds:
            Instant(microseconds: Int64(seconds) * 1_000_000)
        default: nil
        }
    }
}
