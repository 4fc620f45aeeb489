internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/single-sign-on`, and the way of a browser through a tenant's identity provider.
struct SingleSignOnHandlers: Sendable {
    private let readConnection: ReadSignOnConnection
    private let setConnection: SetSignOnConnection
    private let removeConnection: RemoveSignOnConnection
    private let beginSignOn: BeginSignOn
    private let finishSignOn: FinishSignOn
    private let home: String

    init(_ platform: Platform) {
        readConnection = ReadSignOnConnection(platform: platform)
        setConnection = SetSignOnConnection(platform: platform)
        removeConnection = RemoveSignOnConnection(platform: platform)
        beginSignOn = BeginSignOn(platform: platform)
        finishSignOn = FinishSignOn(platform: platform)
        home = platform.home
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        let connection = try await readConnection(of: try request.id("tenant", Tenant.self), call: try request.call)
        return connection.map { .ok($0) } ?? .ok(.null)
    }

    func set(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await setConnection(of: tenant, { try request.signOnConnection }, call: try request.call))
    }

    func remove(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        try await removeConnection(of: tenant, { try request.expectedVersion }, call: try request.call)
        return .noContent
    }

    func begin(_ request: APIRequest) async throws -> APIResponse {
        try await answering(request) {
            try request.refuseLure()
            let departure = try await beginSignOn(at: try request.id("tenant", Tenant.self))
            var response = APIResponse(.found)
            response.headers[.location] = departure.location
            response.headers.append(Cookie.signOn.kept(departure.pending, for: BeginSignOn.lifetime))
            return response
        }
    }

    func finish(_ request: APIRequest) async throws -> APIResponse {
        try await answering(request) {
            try request.requireOwnPlace()
            return try await signedIn(request)
        }
    }

    private func signedIn(_ request: APIRequest) async throws -> APIResponse {
        let session = try await finishSignOn(
            at: try request.id("tenant", Tenant.self),
            try request.signOnReturn,
            pending: Cookie.signOn.value(in: request.headers),
            from: request.signInClient
        )
        var response = APIResponse(.found)
        response.headers[.location] = home
        response.headers.append(Cookie.signOn.removed)
        // Not the device's: that is for whoever has shown a password.
        response.headers.append(Cookie.session.kept(session.token, for: Platform.sessionLifetime))
        return response
    }

    /// Who is not let in and is a person before a browser is led to where people sign in, and told why there; a program gets
    /// the problem. Nothing but one of our own words goes into the address.
    private func answering(
        _ request: APIRequest,
        _ work: () async throws -> APIResponse
    ) async throws -> APIResponse {
        do {
            return try await work()
        } catch let refusal as Failure where request.isNavigation {
            let reason = SignOnRefusal(refusal)?.rawValue ?? refusal.code.rawValue
            var response = APIResponse(.seeOther, headers: [.location: "\(home)sign-in?refused=\(reason)"])
            response.failure = refusal
            return response
        }
    }
}

extension APIRequest {
    /// Another site may not begin a sign-in in somebody's browser, which would sign them in as whom its provider likes.
    /// Browsers that say nothing are taken: they leave these headers out on plain http.
    ///
    /// - Throws: `CROSS_SITE`.
    fileprivate func refuseLure() throws(Failure) {
        let sites = headers[values: .named("Sec-Fetch-Site")]
        guard sites.isEmpty || sites == ["same-origin"] || sites == ["none"] else {
            throw Failure(.crossSite, "A sign-in begins at a page of this server or in the browser's own address bar.")
        }
    }

    /// Who comes back from a provider is somebody before a page of their own: no script, image or frame of another site.
    ///
    /// - Throws: `CROSS_SITE`.
    fileprivate func requireOwnPlace() throws(Failure) {
        guard hasOwnPlace else {
            throw Failure(.crossSite, "A sign-in ends in a page of its own, not within one of another site.")
        }
    }

    /// Whether it is a browser that goes somewhere, for a person to see.
    fileprivate var isNavigation: Bool { headers.prefersPage && hasOwnPlace }

    private var hasOwnPlace: Bool {
        let (modes, places) = (headers[values: .named("Sec-Fetch-Mode")], headers[values: .named("Sec-Fetch-Dest")])
        return (modes.isEmpty || modes == ["navigate"]) && (places.isEmpty || places == ["document"])
    }

    fileprivate var signOnConnection: SetSignOnConnection.Input {
        get throws(Failure) {
            let fields = try body()
            fields.refuse(
                ["tenant_id", "has_client_secret", "redirect_uri", "start_url", "created_at", "updated_at"],
                "NOT_EDITABLE",
                "It cannot be changed."
            )
            let (values, errors) = fields.salvage(
                fields.optional("issuer", .string),
                fields.optional("client_id", .string),
                fields.sent("client_secret", .clientSecret),
                fields.optional("audience", .string),
                fields.optional("email_claim", .string),
                fields.optional("groups_claim", .string),
                fields.optional("trusts_email", .bool)
            )
            let (issuer, clientID, clientSecret, audience, emailClaim, groupsClaim, trustsEmail) = values
            let draft = SignOnDraft(
                issuer: issuer,
                clientID: clientID,
                clientSecret: clientSecret ?? .kept,
                audience: audience,
                emailClaim: emailClaim,
                groupsClaim: groupsClaim,
                trustsEmail: trustsEmail ?? false,
                formErrors: errors
            )
            return SetSignOnConnection.Input(draft: draft, expectedVersion: try expectedVersion)
        }
    }

    /// Providers add parameters of their own, which mean nothing to us.
    fileprivate var signOnReturn: FinishSignOn.Return {
        get throws(Failure) {
            let query = query
            let (values, errors) = query.salvage(
                query.optional("state", .string),
                query.optional("code", .string),
                query.optional("iss", .string),
                query.optional("error", .string)
            )
            let wrong = errors.filter { $0.code != "UNKNOWN_FIELD" }
            guard wrong.isEmpty else { throw .invalid(wrong) }
            let (state, code, issuer, error) = values
            return FinishSignOn.Return(state: state, code: code.map { Sensitive($0) }, issuer: issuer, error: error)
        }
    }
}

extension Reader where Value == SignOnDraft.Secret {
    /// Null is for none.
    fileprivate static var clientSecret: Reader {
        .text { (text, _) throws(InputError) in .new(Sensitive(text)) }.null(as: .removed)
    }
}
