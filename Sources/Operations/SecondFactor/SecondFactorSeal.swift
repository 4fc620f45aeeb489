internal import Crypto
internal import Domain
internal import Store

/// What the database keeps of second factors: secrets encrypted, since codes are made of them, and of recovery codes only
/// a peppered HMAC. Both are bound to their person.
struct SecondFactorSeal: Sendable {
    private let secrets: SecretSeal
    private let codeKeys: [SymmetricKey]

    init(peppers: Peppers) {
        secrets = SecretSeal(peppers: peppers, purpose: "second-factor")
        codeKeys = peppers.derive(purpose: "recovery-code").map(\.key)
    }

    func seal(_ totp: TOTP, of user: ID<User>) throws -> SealedSecret {
        try secrets.seal(totp.secret, of: user.bytes)
    }

    func open(_ sealed: SealedSecret, of user: ID<User>) throws -> TOTP {
        TOTP(secret: try secrets.open(sealed, of: user.bytes))
    }

    /// The same under the newest pepper; nil when it is.
    func resealed(_ sealed: SealedSecret, of user: ID<User>) throws -> SealedSecret? {
        secrets.isCurrent(sealed) ? nil : try seal(try open(sealed, of: user), of: user)
    }

    /// Under each pepper, the newest first: the first is what is kept.
    func macs(of code: RecoveryCode, of user: ID<User>) -> [[UInt8]] {
        let bytes = user.bytes + Array(code.bare.expose().utf8)
        return codeKeys.map { Array(HMAC<SHA256>.authenticationCode(for: bytes, using: $0)) }
    }
}
