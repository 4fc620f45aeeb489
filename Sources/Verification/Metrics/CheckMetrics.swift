internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import Telemetry

/// What the private listener tells of what it answers. All is named at the start, so that answering only adds.
struct CheckMetrics: Sendable {
    enum Endpoint: Int, CaseIterable, Sendable {
        case verify, authorize
    }

    enum Source: Int, CaseIterable, Sendable {
        /// Memory alone, be it that nothing had to be known.
        case cache
        case database
    }

    /// An answer that is a verdict.
    struct Check: Sendable {
        let endpoint: Endpoint
        let verdict: Verdict
        let source: Source
    }

    private let verdicts: [Counter]
    private let durations: [Histogram]
    private let answers: [Counter]

    init(_ metrics: Metrics) {
        verdicts = Endpoint.allCases.flatMap { endpoint in
            Verdict.allCases.map { verdict in
                metrics.counter(
                    "latchkey_verifications_total",
                    "Checks that came to a verdict",
                    Label("endpoint", "\(endpoint)"),
                    Label("verdict", verdict.rawValue)
                )
            }
        }
        durations = Source.allCases.map { source in
            metrics.histogram(
                "latchkey_verification_duration_seconds",
                "From a check's last byte until its verdict is written, by where its facts came from",
                .checks,
                Label("source", "\(source)")
            )
        }
        Self.tellOfHits(metrics, verdicts, durations)
        answers = Self.statuses.map { status in
            metrics.counter(
                "latchkey_private_requests_total",
                "Answers of the private listener, verdicts among them",
                Label("status", status.map(String.init) ?? "other")
            )
        }
    }

    /// Made of what is counted anyway.
    private static func tellOfHits(_ metrics: Metrics, _ verdicts: [Counter], _ durations: [Histogram]) {
        let malformed = Endpoint.allCases.map { verdicts[place(of: .malformed, $0)] }
        metrics.counter("latchkey_cache_hits_total", "Checks that memory answered") {
            Double(max(0, durations[Source.cache.rawValue].count - malformed.reduce(0) { $0 + $1.value }))
        }
        metrics.counter("latchkey_cache_misses_total", "Checks that came to a verdict by asking the database") {
            Double(durations[Source.database.rawValue].count)
        }
    }

    private static func place(of verdict: Verdict, _ endpoint: Endpoint) -> Int {
        endpoint.rawValue * Verdict.allCases.count + verdict.index
    }

    func answered(_ answer: Answer, in time: TimeAmount) {
        answers[Self.index(of: answer.status)].add()
        guard let check = answer.check else { return }
        verdicts[Self.place(of: check.verdict, check.endpoint)].add()
        durations[check.source.rawValue].note(nanoseconds: Int(time.nanoseconds))
    }

    private static let statuses: [Int?] = [
        204, 200, 401, 403, 429, 503, 400, 404, 405, 408, 413, 415, 417, 431, 500, nil,
    ]

    private static func index(of status: HTTPResponseStatus) -> Int {
        switch status {
        case .noContent: 0
        case .ok: 1
        default: statuses.firstIndex(of: Int(status.code)) ?? statuses.count - 1
        }
    }
}
