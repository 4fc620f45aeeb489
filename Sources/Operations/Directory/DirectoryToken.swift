internal import Crypto
internal import Domain

/// `lkd_{tenant:26}{credential:26}{secret:43}`: what a directory presents. It names its tenant, outside of which it is worth
/// nothing; the database holds only its SHA-256.
struct DirectoryToken: Sendable {
    let tenant: ID<Tenant>
    let credential: ID<DirectoryCredential>
    let text: Sensitive<String>

    private static let prefix = "lkd_"
    private static let idLength = 26
    private static let secretLength = 43

    static func mint(
        for credential: ID<DirectoryCredential>,
        of tenant: ID<Tenant>,
        using entropy: Entropy
    ) -> DirectoryToken {
        let secret = Base62.random(secretLength, using: entropy)
        let ids = tenant.description.suffix(idLength) + credential.description.suffix(idLength)
        return DirectoryToken(tenant: tenant, credential: credential, text: Sensitive(prefix + ids + secret))
    }

    private init(tenant: ID<Tenant>, credential: ID<DirectoryCredential>, text: Sensitive<String>) {
        self.tenant = tenant
        self.credential = credential
        self.text = text
    }

    init?(_ presented: Sensitive<String>) {
        let text = presented.expose()
        let ids = text.dropFirst(Self.prefix.count)
        guard text.utf8.count == Self.prefix.utf8.count + 2 * Self.idLength + Self.secretLength,
            text.hasPrefix(Self.prefix),
            let tenant = ID<Tenant>("\(Tenant.idPrefix)_\(ids.prefix(Self.idLength))"),
            let credential = ID<DirectoryCredential>(
                "\(DirectoryCredential.idPrefix)_\(ids.dropFirst(Self.idLength).prefix(Self.idLength))"
            )
        else { return nil }
        self.init(tenant: tenant, credential: credential, text: presented)
    }

    var hash: [UInt8] { Array(SHA256.hash(data: Array(text.expose().utf8))) }
}
