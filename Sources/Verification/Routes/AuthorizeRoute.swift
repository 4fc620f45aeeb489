internal import Domain
internal import NIOHTTP1
internal import Store
internal import Wire

/// `/v1/authorize`: the verdict on the key of a request that a gateway is about to pass on, in the answer's status and
/// headers. Any method; a body is ignored.
///
/// A verdict never has a body: with one, nginx closes its connection to us after each check. VALID is 204 (or 200 where
/// `?allowed=200` asks for it) with `X-Key-Id`, `X-Tenant-Id`, `X-Key-Scopes` (divided by spaces) and `X-Key-Environment`. All
/// else says in `X-Auth-Code` why not: a ``Verdict``, `MISSING` when there is no key, `AMBIGUOUS` when there are several. A key
/// with a rate limit has `RateLimit-Policy` and `RateLimit`, admitted or not.
///
/// | status | `X-Auth-Code` | with |
/// |---|---|---|
/// | 401 | MISSING AMBIGUOUS MALFORMED UNKNOWN REVOKED ROTATED EXPIRED DISABLED WRONG_ENVIRONMENT | `WWW-Authenticate` |
/// | 403 | SUSPENDED IP_NOT_ALLOWED INSUFFICIENT_SCOPE | |
/// | 429, or 403 where `?limited=403` asks for it | RATE_LIMITED | `Retry-After` |
///
/// A question that cannot be understood is a problem document, its code in `X-Auth-Code` too; a gateway refuses then.
struct AuthorizeRoute: Sendable {
    let verifier: Verifier
    let trustedProxies: TrustedProxies
    let requestID: @Sendable () -> RequestID

    func respond(to request: IncomingRequest) throws(Failure) -> Response {
        let query = try AuthorizeQuery(request.query)
        switch Credentials(request.headers) {
        case .missing:
            return .now(denial(.unauthorized, "MISSING", challenge: "Bearer realm=\"Latchkey\""))
        case .ambiguous:
            let challenge = "Bearer realm=\"Latchkey\", error=\"invalid_request\""
            return .now(denial(.unauthorized, "AMBIGUOUS", challenge: challenge))
        case .key(let key):
            let ip = trustedProxies.client(of: request.peer, forwardedFor: request.headers.values("x-forwarded-for"))
            let question = Check.Question(scopes: query.scopes, ip: ip, environment: query.environment)
            switch verifier.verify(key.expose(), question) {
            case .now(let outcome): return .now(answer(outcome, query, .cache))
            case .later(let work): return .later { answer(try await work(), query, .database) }
            }
        }
    }

    private func answer(
        _ outcome: Verifier.Outcome,
        _ query: AuthorizeQuery,
        _ source: CheckMetrics.Source
    ) -> Answer {
        var answer = answer(outcome, query)
        answer.check = CheckMetrics.Check(endpoint: .authorize, verdict: outcome.verdict, source: source)
        return answer
    }

    private func answer(_ outcome: Verifier.Outcome, _ query: AuthorizeQuery) -> Answer {
        let code = outcome.verdict.rawValue
        switch outcome.verdict {
        case .valid:
            return Answer(
                status: query.allowedIsOK ? .ok : .noContent,
                identity: outcome.known?.identity(Self.identity),
                fields: outcome.rate?.fields ?? []
            )
        case .malformed, .unknown, .revoked, .rotated, .expired, .disabled, .wrongEnvironment:
            return denial(.unauthorized, code, challenge: "Bearer realm=\"Latchkey\", error=\"invalid_token\"")
        case .suspended, .ipNotAllowed, .insufficientScope:
            return denial(.forbidden, code)
        case .rateLimited:
            var answer = denial(query.limitedIsForbidden ? .forbidden : .tooManyRequests, code)
            answer.fields += outcome.rate?.fields ?? []
            return answer
        }
    }

    private static func identity(of key: VerifiableKey) -> [Answer.Field] {
        [
            Answer.Field("X-Key-Id", key.id.description),
            Answer.Field("X-Tenant-Id", key.tenant.description),
            Answer.Field("X-Key-Scopes", words: key.scopes),
            Answer.Field("X-Key-Environment", key.environment.rawValue),
        ]
    }

    private func denial(_ status: HTTPResponseStatus, _ code: String, challenge: String? = nil) -> Answer {
        var fields = [
            Answer.Field("X-Auth-Code", code),
            Answer.Field("Latchkey-Request-Id", requestID().description),
        ]
        if let challenge { fields.append(Answer.Field("WWW-Authenticate", challenge)) }
        return Answer(status: status, fields: fields)
    }
}
