internal import Domain
internal import HTTPTypes

// What follows from a route for every operation alike: the headers that it takes and the errors that come with them.

extension Route {
    /// Every POST that changes something but three kinds. Signing in and accepting a link have nobody to whom an answer could
    /// be bound; nor have reporting a leak and revoking a key that one holds, which can be sent again as they are. A change of
    /// password ends the session in which it could be asked for again. SCIM's are not described here.
    private var takesIdempotencyKey: Bool {
        guard method == .post, changesSomething else { return false }
        return switch access {
        case .action: true
        case .signedIn: template.hasPrefix("/v1/me/second-factor")
        case .public, .directory: false
        }
    }

    /// A preview looks, and has a body only because there is much to be said.
    private var changesSomething: Bool {
        method != .get && !template.hasSuffix("/preview")
    }

    /// All that there is of a tenant, but not that there is the tenant.
    private var isStoppedBySuspension: Bool {
        changesSomething || template.hasPrefix("/v1/tenants/{tenant}/")
    }

    func requestHeaders(_ operation: Operation) -> [RequestHeader] {
        var headers: [RequestHeader] = []
        if case .action(let action) = access, action.changesTenant { headers.append(.reason) }
        if takesIdempotencyKey { headers.append(.idempotencyKey) }
        switch operation.ifMatch {
        case .ignored: break
        case .honoured: headers.append(.ifMatch)
        case .required: headers.append(.ifMatchRequired)
        }
        return headers
    }

    func answerHeaders(_ operation: Operation) -> [AnswerHeader] {
        [.requestID] + operation.answer.headers + (takesIdempotencyKey ? [.replayed] : [])
    }

    func errors(_ operation: Operation) -> Set<Failure.Code> {
        var codes = Set(operation.errors)
        // Of any HTTP request.
        codes.formUnion([.badRequest, .requestTimeout, .payloadTooLarge, .misdirectedRequest, .headersTooLarge])
        codes.formUnion([.internal, .unavailable])
        // Unknown query parameters are refused everywhere.
        codes.insert(.validationFailed)
        if query.contains("cursor") { codes.insert(.invalidCursor) }
        if [.post, .put, .patch].contains(method) { codes.formUnion([.invalidJSON, .unsupportedMediaType]) }
        if !pathParameters.isEmpty { codes.insert(.notFound) }
        codes.formUnion(accessErrors)
        if takesIdempotencyKey { codes.formUnion([.idempotencyInFlight, .idempotencyKeyReused]) }
        if changesSomething { codes.insert(.outcomeUnknown) }
        if method != .get { codes.insert(.crossSite) }
        switch operation.ifMatch {
        case .ignored: break
        case .honoured: codes.insert(.preconditionFailed)
        case .required: codes.formUnion([.preconditionFailed, .preconditionRequired])
        }
        return codes
    }

    private var accessErrors: Set<Failure.Code> {
        switch access {
        case .public: []
        case .directory: [.unauthenticated, .tenantSuspended]
        case .signedIn: [.unauthenticated]
        case .action(let action):
            Set([.unauthenticated, .roleForbidden])
                .union(Role.allCases.contains { $0.mayLackSecondFactor(for: action) } ? [.secondFactorMissing] : [])
                .union(action.changesTenant ? [.reasonRequired] : [])
                .union(isStoppedBySuspension && !AccessTable.isForStaffAlone(action) ? [.tenantSuspended] : [])
        }
    }
}

extension Route.Access {
    var needsSession: Bool {
        switch self {
        case .public, .directory: false
        case .signedIn, .action: true
        }
    }
}

extension Role {
    fileprivate func mayLackSecondFactor(for action: Action) -> Bool {
        isPlatform && AccessTable.reach(of: self, for: action) != .never
    }
}
