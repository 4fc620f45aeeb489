internal import Crypto
internal import Domain

/// `lki_{owner:26}{secret:43}`: what a link carries behind its `#`, so that no server's log has it. It names where it is
/// kept, so that row-level security can be set before anything is known; the database holds only its SHA-256.
struct LinkToken<Owner: Identified>: Sendable {
    let owner: ID<Owner>
    let text: Sensitive<String>

    private static var ownerLength: Int { 26 }
    private static var secretLength: Int { 43 }

    fileprivate init(prefix: String, owner: ID<Owner>, using entropy: Entropy) {
        self.owner = owner
        let secret = Base62.random(Self.secretLength, using: entropy)
        text = Sensitive(prefix + owner.description.suffix(Self.ownerLength) + secret)
    }

    /// `INVALID_TOKEN` for what is none.
    fileprivate init(prefix: String, _ presented: Sensitive<String>) throws(Failure) {
        let text = presented.expose()
        guard text.utf8.count == prefix.utf8.count + Self.ownerLength + Self.secretLength, text.hasPrefix(prefix),
            let owner = ID<Owner>("\(Owner.idPrefix)_\(text.dropFirst(prefix.count).prefix(Self.ownerLength))")
        else { throw .invalidToken() }
        self.owner = owner
        self.text = presented
    }

    var hash: [UInt8] { Array(SHA256.hash(data: Array(text.expose().utf8))) }
}

/// Of an invitation to a tenant.
extension LinkToken where Owner == Tenant {
    private static var prefix: String { "lki_" }

    static func mint(for tenant: ID<Tenant>, using entropy: Entropy) -> LinkToken {
        LinkToken(prefix: prefix, owner: tenant, using: entropy)
    }

    init(_ presented: Sensitive<String>) throws(Failure) {
        try self.init(prefix: Self.prefix, presented)
    }

    func url(under publicURL: String) -> Sensitive<String> { Sensitive("\(publicURL)/invite#token=\(text.expose())") }
}

/// Of a link by which a person sets a new password.
extension LinkToken where Owner == User {
    private static var prefix: String { "lkp_" }

    static func mint(for user: ID<User>, using entropy: Entropy) -> LinkToken {
        LinkToken(prefix: prefix, owner: user, using: entropy)
    }

    init(_ presented: Sensitive<String>) throws(Failure) {
        try self.init(prefix: Self.prefix, presented)
    }

    func url(under publicURL: String) -> Sensitive<String> { Sensitive("\(publicURL)/password#token=\(text.expose())") }
}
