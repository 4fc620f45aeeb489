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
        let asked = try VerifyRequest(request.body, contentType: request.headers.only("content-type"))
        switch verifier.verify(asked.key.expose(), asked.question) {
        case .now(let outcome): return .now(answer(outcome))
        case .later(let work): return .later { answer(try await work()) }
        }
    }

    private func answer(_ outcome: Verifier.Outcome) -> Answer {
        Answer(
            status: .ok,
            fields: outcome.retryAfter.map { [.retryAfter($0)] } ?? [],
            content: Answer.Content(type: "application/json", bytes: outcome.encoded())
        )
    }
}

extension Answer.Field {
    /// Whole seconds, rounded up: earlier would be in vain.
    static func retryAfter(_ duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        return Self("Retry-After", "\(max(1, seconds + (attoseconds > 0 ? 1 : 0)))")
    }
}
