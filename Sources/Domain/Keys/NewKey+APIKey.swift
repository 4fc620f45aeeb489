extension NewKey {
    /// The key as it is from now on. `group` is the one that the plan names, if it names one.
    package func created(by creator: User, in group: AuthorizationGroup?) -> APIKey {
        let attribution = APIKey.Attribution(at: createdAt, user: APIKey.Person(id: creator.id, name: creator.name))
        return APIKey(
            id: id,
            tenant: tenant,
            name: plan.name.text,
            description: plan.description.text,
            environment: plan.environment,
            secretPrefix: plan.secretPrefix,
            kid: secret.kid,
            scopes: scopes(in: group),
            group: group.map { APIKey.GroupReference(id: $0.id, name: $0.name) },
            ipAllowlist: plan.ipAllowlist,
            rateLimit: plan.rateLimit,
            expiresAt: plan.expiresAt,
            disabledAt: nil,
            revocation: nil,
            created: attribution,
            updated: attribution,
            duplicatedFrom: duplicatedFrom,
            previousSecret: nil,
            version: 1
        )
    }

    private func scopes(in group: AuthorizationGroup?) -> [String] {
        switch plan.permissions {
        case .scopes(let scopes): scopes
        case .group: group?.scopes ?? []
        }
    }
}
