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
/// So whoever holds no matching secret learns nothing, not even whether the kid exists. A key with a
/// rate limit has the headers `RateLimit-Policy` and `RateLimit`, and with RATE_LIMITED `Retry-After`.
struct VerifyRoute: Sendable {
    let verifier: Verifier

    func respond(to request: IncomingRequest) throws(Failure) -> Response {
        guard request.query == nil else { throw Failure(.badRequest, "/v1/verify takes no query parameters.") }
        let asked = try VerifyRequest(request.body, contentType: request.headers.only("content-type"))
        switch verifier.verify(asked.key.expose(), asked.question) {
        case .now(let outcome): return .now(answer(outcome, .cache))
        case .later(let work): return .later { answer(try await work(), .database) }
        }
    }

    private func answer(_ outcome: Verifier.Outcome, _ source: CheckMetrics.Source) -> Answer {
        Answer(
            status: .ok,
            fields: outcome.rate?.fields ?? [],
            content: Answer.Content(type: "application/json", bytes: outcome.encoded()),
            check: CheckMetrics.Check(endpoint: .verify, verdict: outcome.verdict, source: source)
        )
    }
}
