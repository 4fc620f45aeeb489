internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import Store
internal import Wire

/// `POST /v1/verify`: the verdict on one key, as JSON. Every verdict is a 200; another status says that there is none.
///
/// | field | MALFORMED, UNKNOWN | all others |
/// |---|---|---|
/// | `valid` | false | whether `verdict` is VALID |
/// | `verdict` | the verdict | the verdict |
/// | `key_id`, `tenant_id`, `name`, `environment` | null | the key's |
/// | `expires_at` | null | the key's, null when it never expires |
/// | `scopes` | [] | the key's, or its group's |
/// | `missing_scopes` | [] | with INSUFFICIENT_SCOPE those that it lacks, else [] |
///
/// So whoever holds no matching secret learns nothing, not even whether the kid exists. RATE_LIMITED has `Retry-After`.
struct VerifyRoute: Sendable {
    let verifier: Verifier

    func respond(to request: IncomingRequest) throws(Failure) -> Response {
        guard request.query == nil else { throw Failure(.badRequest, "/v1/verify takes no query parameters.") }
        let (key, question) = try decode(request)
        switch verifier.verify(key.expose(), question) {
        case .now(let outcome): return .now(answer(outcome, .cache))
        case .later(let work): return .later { answer(try await work(), .database) }
        }
    }

    private func decode(_ request: IncomingRequest) throws(Failure) -> (Sensitive<String>, Check.Question) {
        let body = try JSONBody.decode(
            Array(request.body.readableBytesView),
            contentType: request.headers.only("content-type")
        )
        let fields = try Fields(body)
        let (key, scopes, ip, environment) = try fields.finish(
            fields.required("key", .string),
            fields.optional("scopes", .array(of: .string), default: []),
            fields.optional("ip", .parsed("INVALID_IP", "an IPv4 or IPv6 address") { IPAddress($0) }),
            fields.optional("environment", .enum(Environment.self))
        )
        return (Sensitive(key), Check.Question(scopes: scopes, ip: ip, environment: environment))
    }

    private func answer(_ outcome: Verifier.Outcome, _ source: CheckMetrics.Source) -> Answer {
        let key = outcome.key
        let body: JSON = [
            "valid": .bool(outcome.verdict == .valid),
            "verdict": .string(outcome.verdict.rawValue),
            "key_id": text(key?.id.description),
            "tenant_id": text(key?.tenant.description),
            "name": text(key?.name),
            "environment": text(key?.environment.rawValue),
            "scopes": .array((key?.scopes ?? []).map(JSON.string)),
            "expires_at": text(key?.expiresAt?.description),
            "missing_scopes": .array(outcome.missingScopes.map(JSON.string)),
        ]
        return Answer(
            status: .ok,
            fields: outcome.retryAfter.map { [.retryAfter($0)] } ?? [],
            content: Answer.Content(type: "application/json", bytes: body.encoded()),
            check: CheckMetrics.Check(endpoint: .verify, verdict: outcome.verdict, source: source)
        )
    }

    private func text(_ value: String?) -> JSON {
        value.map(JSON.string) ?? .null
    }
}

extension Answer.Field {
    /// Whole seconds, rounded up: earlier would be in vain.
    static func retryAfter(_ duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        return Self("Retry-After", "\(max(1, seconds + (attoseconds > 0 ? 1 : 0)))")
    }
}
