/// Six base62 characters inside every key of a tenant, by which a verifier finds the tenant. Public.
package struct TenantRoute: Hashable, Sendable, LosslessStringConvertible {
    package let description: String

    package static let length = 6

    package init?(_ description: String) {
        guard description.utf8.count == Self.length, description.utf8.allSatisfy(Base62.isDigit) else { return nil }
        self.description = description
    }

    private init(minted description: String) {
        self.description = description
    }

    package static func make(using entropy: Entropy) -> Self {
        Self(minted: Base62.random(length, using: entropy))
    }
}
