internal import Domain
internal import Outbound

/// Gives a code back to the provider that issued it, for an ID token.
struct CodeExchange: Sendable {
    private let platform: Platform
    private let tenant: ID<Tenant>
    private let connection: SignOnConnection
    private let metadata: ProviderMetadata

    init(platform: Platform, tenant: ID<Tenant>, connection: SignOnConnection, _ metadata: ProviderMetadata) {
        self.platform = platform
        self.tenant = tenant
        self.connection = connection
        self.metadata = metadata
    }

    func callAsFunction(_ code: Sensitive<String>, verifier: String) async throws -> UnverifiedToken {
        let answer = try await ask(code, verifier)
        guard answer.status == 200 else {
            throw SignOnRefusal.providerRefused.failure(cause: IssuerProblem.status(answer.status))
        }
        guard let json = try? JSON(parsing: answer.body), let text = json["id_token"]?.asString,
            let token = UnverifiedToken(Sensitive(text)), token.type != AccessToken.type
        else { throw SignOnRefusal.invalidToken.failure() }
        return token
    }

    private func ask(_ code: Sensitive<String>, _ verifier: String) async throws -> Outbound.Answer {
        let secret = try connection.clientSecret.map { try platform.signOnSeal.open($0, of: tenant) }
        var form = [
            ("grant_type", "authorization_code"), ("code", code.expose()),
            ("redirect_uri", platform.rules.signOnCallback(of: tenant)), ("code_verifier", verifier),
        ]
        var authorization: Sensitive<String>?
        if let secret, !metadata.takesSecretInForm {
            authorization = basic(secret)
        } else {
            form.append(("client_id", connection.clientID))
            if let secret { form.append(("client_secret", secret.expose())) }
        }
        do {
            let endpoint = try OutboundURL(metadata.tokenEndpoint)
            return try await platform.outbound.post(form, to: endpoint, authorization: authorization)
        } catch let failure as OutboundFailure {
            throw SignOnRefusal.providerUnreachable.failure(cause: failure)
        }
    }

    /// RFC 6749, 2.3.1: both halves are encoded as in a form.
    private func basic(_ secret: Sensitive<String>) -> Sensitive<String> {
        let pair = "\(FormEncoding.encode(connection.clientID)):\(FormEncoding.encode(secret.expose()))"
        return Sensitive("Basic " + Base64.encode(Array(pair.utf8)))
    }
}
