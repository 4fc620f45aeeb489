internal import Domain

extension Platform {
    /// For whoever may decide what a directory says about a tenant's people. A directory's word can make anybody of its
    /// tenant sign in, so who controls it holds all that they hold: nobody whose own access has a ceiling or an end does.
    func authorizeUnbounded(_ tenant: ID<Tenant>, for call: Call) async throws -> Authorization {
        let authorization = try await authorize(.memberManage, on: tenant, for: call)
        guard authorization.permit.ceilingGroups == nil, authorization.permit.endsAt == nil else {
            throw Failure(
                .roleForbidden,
                "It takes access without a ceiling or an end: whoever directs a directory grants everything."
            )
        }
        return authorization
    }
}
