package import Domain
internal import Store

/// Counts that somebody was refused something of a tenant's: in the tenant's own trail where they can see the tenant, and in
/// the platform's where they are strangers to it, who must not be able to fill it.
package struct CountRefusal: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameters:
    ///   - action: what they came for.
    ///   - tenant: nil for what is the platform's own.
    package func callAsFunction(_ code: Failure.Code, _ action: String, of tenant: ID<Tenant>?, call: Call) {
        let stranger = AuditActor(user: call.actor.user.id, role: call.actor.platformRole, onBehalfOf: nil)
        guard let tenant else {
            if code != .notFound { count(code, action, stranger, in: .platform, from: call.remoteAddress) }
            return
        }
        // Whoever was refused was looked for among the tenants just now: one that there is, is known.
        guard let facts = platform.directory.known(tenant), facts.kind != .platform else { return }
        switch Access.decide(.tenantRead, by: call.actor, on: facts) {
        case .notFound: count(code, action, stranger, in: .platform, about: tenant, from: call.remoteAddress)
        case _ where code == .notFound: break
        case .forbidden: count(code, action, stranger, in: tenant, from: call.remoteAddress)
        case .allowed(let permit):
            count(code, action, AuditActor(counting: call.actor, permit), in: tenant, from: call.remoteAddress)
        }
    }

    /// Of a directory, whose credential was found to be good before it was refused.
    package func callAsFunction(_ code: Failure.Code, _ action: String, call: DirectoryCall) {
        guard code != .notFound, let token = DirectoryToken(call.token), token.tenant == call.tenant else { return }
        let actor = AuditActor.directory(token.credential, onBehalfOf: token.tenant)
        count(code, action, actor, in: token.tenant, from: call.remoteAddress)
    }

    private func count(
        _ code: Failure.Code,
        _ action: String,
        _ actor: AuditActor,
        in trail: ID<Tenant>,
        about tenant: ID<Tenant>? = nil,
        from address: IPAddress?
    ) {
        let event = EventTally.Event(
            .actor(actor, in: trail),
            action,
            object: (tenant ?? trail).description,
            code: code.rawValue
        )
        platform.events.count(event, from: address)
    }
}
