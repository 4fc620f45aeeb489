internal import Domain
internal import Store

extension Platform {
    /// Suspends or resumes a tenant. Only what is no repetition leaves a row in the audit trail.
    ///
    /// A partner acts on its businesses here, suspended or not, unless it is suspended itself.
    ///
    /// - Parameters:
    ///   - decide: what becomes of the suspension that there is; refuses with 403.
    ///   - read: what is asked for. Its refusals: 422, 412.
    func changeSuspension(
        _ authorization: Authorization,
        _ call: Call,
        _ announcements: Announcements,
        to decide: (Suspension?, _ now: Instant) throws -> Suspension?,
        asked read: () throws -> SuspendTenant.Input
    ) async throws -> Answered<TenantView> {
        let tenant = authorization.tenant.id
        return try await database.onTenant(tenant, announcing: announcements) { transaction in
            let access = try lock(authorization, for: call, in: transaction)
            let itself = transaction.itself()
            let taken = try await taken(access, in: transaction)
            var locked = try taken.underLivePartner()
            let (present, now) = (locked.state.suspension, locked.now)
            let suspension = try decide(present, now)
            return try await once(access.claim, at: now, in: transaction) {
                let input = try read()
                try input.expectedVersion?.require(locked.state.version)
                let author = try Author(call, authorization.permit, else: input.reason?.text)
                if suspension == present {
                    conclude(unchanged: locked, authorization.permit, by: author, in: transaction)
                } else {
                    locked.state.suspension = suspension
                    conclude(
                        Change(
                            authorization.permit.action,
                            on: tenant,
                            before: present?.audited ?? .null,
                            after: suspension?.audited ?? .null
                        ),
                        by: author,
                        locked,
                        announcing: News(.tenant(tenant), tightens: suspension != nil),
                        in: transaction
                    )
                }
                return TenantView(try await transaction.result(itself).found, locked.state, partner: taken.partner)
            }
        }
    }
}

extension Suspension {
    fileprivate var audited: JSON {
        ["suspended_at": .string(at.description), "suspended_by": .string(by.rawValue)]
    }
}
