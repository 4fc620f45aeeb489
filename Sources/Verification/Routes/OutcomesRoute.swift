internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import Wire

/// `POST /v1/outcomes`: `[{"key_id", "succeeded", "failed"}]`, 1 to 500 of them, says how often the requests that were let
/// through did what they were for. They are added to what was reported before.
///
/// Answers `{"accepted", "unknown"}`: how many entries were counted, and the ids that are no key's.
struct OutcomesRoute: Sendable {
    let reports: OutcomeReports

    func respond(to request: IncomingRequest) throws(Failure) -> Response {
        guard request.query == nil else { throw Failure(.badRequest, "/v1/outcomes takes no query parameters.") }
        let sent = try decode(request)
        return .later {
            let unknown = try await reports.accept(sent)
            return answer(accepted: sent.count - unknown.count, unknown)
        }
    }

    private func decode(_ request: IncomingRequest) throws(Failure) -> [OutcomeReports.Report] {
        let body = try JSONBody.decode(
            Array(request.body.readableBytesView),
            contentType: request.headers.only("content-type")
        )
        return try Reader.array(of: .outcome, count: 1...500).value(of: body)
    }

    private func answer(accepted: Int, _ unknown: [OutcomeReports.Report]) -> Answer {
        var seen: Set<ID<APIKey>> = []
        let ids = unknown.map(\.key).filter { seen.insert($0).inserted }
        let body: JSON = [
            "accepted": .integer(Int64(accepted)), "unknown": .strings(ids.map(\.description)),
        ]
        return Answer(status: .ok, content: Answer.Content(type: "application/json", bytes: body.encoded()))
    }
}

extension Reader where Value == OutcomeReports.Report {
    fileprivate static var outcome: Self {
        .object { fields throws(Failure) in
            let (key, succeeded, failed) = try fields.finish(
                fields.required("key_id", .id(APIKey.self)),
                fields.required("succeeded", .integer(in: 0...1_000_000)),
                fields.required("failed", .integer(in: 0...1_000_000))
            )
            return OutcomeReports.Report(key: key, succeeded: succeeded, failed: failed)
        }
    }
}
