internal import Crypto
internal import Domain

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
    private let keys: [(id: Int, key: SymmetricKey)]

    init(peppers: Peppers) {
        keys = peppers.derive(purpose: "single-sign-on")
    }

    /// Bound to its tenant, so that it opens in no other one's row.
    func seal(_ secret: Sensitive<String>, of tenant: ID<Tenant>) throws -> SealedClientSecret {
        let box = try AES.GCM.seal(
            Array(secret.expose().utf8),
            using: keys[0].key,
            authenticating: Self.secretContext(tenant)
        )
        return SealedClientSecret(pepperID: keys[0].id, bytes: try Self.bytes(of: box))
    }

    /// - Throws: when its pepper is gone.
    func open(_ secret: SealedClientSecret, of tenant: ID<Tenant>) throws -> Sensitive<String> {
        guard let key = keys.first(where: { $0.id == secret.pepperID })?.key else {
            throw Failure(.internal, "The pepper of this tenant's client secret is gone. Set the secret again.")
        }
        let box = try AES.GCM.SealedBox(combined: secret.bytes)
        let opened = try AES.GCM.open(box, using: key, authenticating: Self.secretContext(tenant))
        return Sensitive(String(decoding: opened, as: UTF8.self))
    }

    func seal(_ pending: PendingSignOn) throws -> String {
        let box = try AES.GCM.seal(pending.json.encoded(), using: keys[0].key, authenticating: Self.pendingContext)
        return Base64URL.encode(try Self.bytes(of: box))
    }

    /// Nil for what was not sealed here.
    func open(_ text: String) -> PendingSignOn? {
        guard let bytes = Base64URL.decode(text), let box = try? AES.GCM.SealedBox(combined: bytes) else { return nil }
        return keys.lazy
            .compactMap { try? AES.GCM.open(box, using: $0.key, authenticating: Self.pendingContext) }
            .compactMap { try? JSON(parsing: Array($0)) }
            .compactMap(PendingSignOn.init)
            .first
    }

    private static let pendingContext = Array("pending".utf8)

    private static func secretContext(_ tenant: ID<Tenant>) -> [UInt8] { Array("secret \(tenant)".utf8) }

    private static func bytes(of box: AES.GCM.SealedBox) throws -> [UInt8] {
        guard let bytes = box.combined else { throw Failure(.internal, "A sealed secret has no bytes.") }
        return Array(bytes)
    }
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
