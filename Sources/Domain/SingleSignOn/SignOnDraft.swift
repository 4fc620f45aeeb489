/// An identity provider as somebody asks for it.
package struct SignOnDraft: Sendable {
    package var issuer: String?
    package var clientID: String?
    package var clientSecret: Secret
    package var audience: String?
    package var emailClaim: String?
    package var groupsClaim: String?
    package var trustsEmail: Bool
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package enum Secret: Sendable {
        /// Not sent: the one that there is stays.
        case kept
        case removed
        case new(Sensitive<String>)
    }

    package init(
        issuer: String?,
        clientID: String?,
        clientSecret: Secret = .kept,
        audience: String? = nil,
        emailClaim: String? = nil,
        groupsClaim: String? = nil,
        trustsEmail: Bool = false,
        formErrors: [InputError] = []
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.audience = audience
        self.emailClaim = emailClaim
        self.groupsClaim = groupsClaim
        self.trustsEmail = trustsEmail
        self.formErrors = formErrors
    }

    package static let mostCharacters = 255
    package static let mostCharactersOfSecret = 1024
    package static let mostCharactersOfClaim = 100

    /// - Parameters:
    ///   - present: the connection that this one replaces.
    ///   - tenant: whose it is to be.
    /// - Throws: `VALIDATION_FAILED` with everything that is wrong, but for what the provider itself has to say.
    package func validated(
        over present: SignOnConnection?,
        of tenant: ID<Tenant>
    ) throws(Failure) -> SignOnPlan {
        var errors = InputErrors(known: formErrors)
        let issuer = errors.visible(issuer, at: "/issuer", upTo: Self.mostCharacters)
        let clientID = errors.visible(clientID, at: "/client_id", upTo: Self.mostCharacters)
        let audience = audience.map { errors.visible($0, at: "/audience", upTo: Self.mostCharacters) }
        if let audience = audience ?? nil, !audience.names(tenant) {
            errors.add(
                "/audience",
                "INVALID_VALUE",
                "It must contain the tenant's own id, \(tenant), and no other one's."
            )
        }
        let most = Self.mostCharactersOfClaim
        let emailClaim = errors.visible(emailClaim ?? "email", at: "/email_claim", upTo: most)
        let groupsClaim = errors.visible(groupsClaim ?? "groups", at: "/groups_claim", upTo: most)
        if case .new(let secret) = clientSecret {
            _ = errors.visible(secret.expose(), at: "/client_secret", upTo: Self.mostCharactersOfSecret)
        }
        // A secret that is kept must not be sent to another server than the one that gave it.
        if case .kept = clientSecret, let present, present.clientSecret != nil,
            present.issuer != issuer || present.clientID != clientID
        {
            errors.add("/client_secret", "REQUIRED", "Another issuer or client has a secret of its own; null for none.")
        }
        try errors.throwIfAny()
        guard let issuer, let clientID, let emailClaim, let groupsClaim else { throw .invalid(errors.all) }
        return SignOnPlan(
            issuer: issuer,
            clientID: clientID,
            clientSecret: clientSecret,
            audience: audience ?? nil,
            emailClaim: emailClaim,
            groupsClaim: groupsClaim,
            trustsEmail: trustsEmail
        )
    }
}

extension String {
    /// Whether it has a tenant's id in it, and no other tenant's: so no two tenants have the same audience.
    fileprivate func names(_ tenant: ID<Tenant>) -> Bool {
        let (own, text) = (tenant.description, Array(utf8))
        let ids = text.indices.dropLast(own.utf8.count - 1).compactMap { start in
            ID<Tenant>(String(decoding: text[start..<start + own.utf8.count], as: UTF8.self))
        }
        return Set(ids) == [tenant]
    }
}

/// An identity provider that can be set.
package struct SignOnPlan: Sendable {
    package let issuer: String
    package let clientID: String
    package let clientSecret: SignOnDraft.Secret
    package let audience: String?
    package let emailClaim: String
    package let groupsClaim: String
    package let trustsEmail: Bool
}

extension InputErrors {
    /// Printable ASCII without spaces, which is what goes into URLs, headers and claims.
    fileprivate mutating func visible(_ input: String?, at pointer: String, upTo most: Int) -> String? {
        guard let input, !input.isEmpty else {
            add(pointer, "REQUIRED", "It is needed.")
            return nil
        }
        guard input.utf8.count <= most else {
            add(pointer, "TOO_LONG", "At most \(most) characters fit.")
            return nil
        }
        guard input.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            add(pointer, "INVALID_CHARACTER", "Only printable ASCII characters without spaces are allowed.")
            return nil
        }
        return input
    }
}
