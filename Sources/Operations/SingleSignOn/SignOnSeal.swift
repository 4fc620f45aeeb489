internal import Crypto
internal import Domain
internal import Store

/// A sign-in on its way through an identity provider. The browser carries it, and cannot read it.
struct PendingSignOn: Equatable, Sendable {
    let tenant: ID<Tenant>
    let issuer: String
    let state: String
    let nonce: String
    /// PKCE's.
    let verifier: String
    let expiresAt: Instant
}

/// Encrypts what single sign-on has to keep: the clients' secrets, in the database, and sign-ins under way, in browsers.
struct SignOnSeal: Sendable {
    private let secrets: SecretSeal
    private let pendingKeys: [SymmetricKey]

    init(peppers: Peppers) {
        secrets = SecretSeal(peppers: peppers, purpose: Self.purpose)
        pendingKeys = peppers.derive(purpose: Self.purpose).map(\.key)
    }

    /// Bound to its tenant, so that it opens in no other one's row.
    func seal(_ secret: Sensitive<String>, of tenant: ID<Tenant>) throws -> SealedClientSecret {
        let sealed = try secrets.seal(Sensitive(Array(secret.expose().utf8)), of: Self.place(of: tenant))
        return SealedClientSecret(pepperID: sealed.pepperID, bytes: sealed.bytes)
    }

    /// - Throws: `INTERNAL` when its pepper is gone: then it has to be set again.
    func open(_ secret: SealedClientSecret, of tenant: ID<Tenant>) throws -> Sensitive<String> {
        let sealed = SealedSecret(pepperID: secret.pepperID, bytes: secret.bytes)
        let opened = try secrets.open(sealed, of: Self.place(of: tenant))
        return Sensitive(String(decoding: opened.expose(), as: UTF8.self))
    }

    func seal(_ pending: PendingSignOn) throws -> String {
        Base64URL.encode(try AES.GCM.seal(pending.json.encoded(), under: pendingKeys[0], for: Self.pendingPlace))
    }

    /// Nil for what was not sealed here.
    func open(_ text: String) -> PendingSignOn? {
        guard let sealed = Base64URL.decode(text) else { return nil }
        return pendingKeys.lazy
            .compactMap { try? AES.GCM.open(sealed, under: $0, for: Self.pendingPlace) }
            .compactMap { try? JSON(parsing: $0) }
            .compactMap(PendingSignOn.init)
            .first
    }

    private static let purpose = "single-sign-on"
    private static let pendingPlace = Array("pending".utf8)

    private static func place(of tenant: ID<Tenant>) -> [UInt8] { Array("secret \(tenant)".utf8) }
}

extension PendingSignOn {
    fileprivate var json: JSON {
        [
            "tenant": .string(tenant.description), "issuer": .string(issuer), "state": .string(state),
            "nonce": .string(nonce), "verifier": .string(verifier), "expires_at": .integer(expiresAt.microseconds),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let tenant = json["tenant"]?.asString.flatMap({ ID<Tenant>($0) }),
            let issuer = json["issuer"]?.asString, let state = json["state"]?.asString,
            let nonce = json["nonce"]?.asString, let verifier = json["verifier"]?.asString,
            let expiry = json["expires_at"]?.asInteger
        else { return nil }
        self.init(
            tenant: tenant,
            issuer: issuer,
            state: state,
            nonce: nonce,
            verifier: verifier,
            expiresAt: Instant(microseconds: Int64(expiry))
        )
    }
}
