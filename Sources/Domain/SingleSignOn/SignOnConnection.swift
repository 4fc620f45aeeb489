/// The identity provider of a tenant, and how its word is read.
package struct SignOnConnection: Equatable, Sendable {
    /// Exactly as the provider writes it in its tokens.
    package let issuer: String
    /// Which of the provider's clients we are.
    package let clientID: String
    /// Nil for a public client, which PKCE alone protects.
    package let clientSecret: SealedClientSecret?
    /// Of access tokens that programs present; nil: none are taken.
    package let audience: String?
    package let emailClaim: String
    package let groupsClaim: String
    /// Whether an address is as good as verified of which the provider does not say so.
    package let trustsEmail: Bool
    package let createdAt: Instant
    package let updatedAt: Instant
    package let version: Int

    package init(
        issuer: String,
        clientID: String,
        clientSecret: SealedClientSecret?,
        audience: String?,
        emailClaim: String,
        groupsClaim: String,
        trustsEmail: Bool,
        createdAt: Instant,
        updatedAt: Instant,
        version: Int
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.audience = audience
        self.emailClaim = emailClaim
        self.groupsClaim = groupsClaim
        self.trustsEmail = trustsEmail
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }
}

/// Something that was encrypted under a pepper.
package struct SealedClientSecret: Equatable, Sendable {
    package let pepperID: Int
    package let bytes: [UInt8]

    package init(pepperID: Int, bytes: [UInt8]) {
        self.pepperID = pepperID
        self.bytes = bytes
    }
}
