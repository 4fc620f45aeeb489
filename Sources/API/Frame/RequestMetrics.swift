import HTTPTypes
import NIOCore
import Synchronization
import Telemetry

/// What the public listener tells of what it answers: by route as it stands in the table of contents, since there are
/// as many paths as strangers care to send.
final class RequestMetrics: Sendable {
    struct Route: Hashable, Sendable {
        let method: String
        let template: String

        init(_ route: API.Route) {
            method = route.method.rawValue
            template = route.template
        }

        private init() {
            method = "none"
            template = "none"
        }

        /// What led nowhere.
        static let none = Route()
    }

    private struct Answered: Hashable {
        let route: Route
        let status: Int
    }

    private let requests: Family<Answered, Counter>
    private let durations: Family<Route, Histogram>
    private let connections = Atomic(0)

    init(_ metrics: Metrics) {
        requests = Family { answered in
            metrics.counter(
                "latchkey_http_requests_total",
                "Answers of the public listener",
                Label("method", answered.route.method),
                Label("route", answered.route.template),
                Label("status", "\(answered.status)")
            )
        }
        durations = Family { route in
            metrics.histogram(
                "latchkey_http_request_duration_seconds",
                "From a request's last byte until its answer is known",
                .requests,
                Label("method", route.method),
                Label("route", route.template)
            )
        }
        metrics.gauge("latchkey_connections", "Connections that clients have open", Label("listener", "public")) {
            [weak self] in self.map { Double($0.connections.load(ordering: .relaxed)) }
        }
    }

    func answered(_ status: HTTPResponse.Status, _ route: Route, since start: ContinuousClock.Instant) {
        requests[Answered(route: route, status: status.code)].add()
        durations[route].note(.now - start)
    }

    func opened(_ channel: any Channel) {
        connections.wrappingAdd(1, ordering: .relaxed)
        channel.closeFuture.whenComplete { _ in
            self.connections.wrappingSubtract(1, ordering: .relaxed)
        }
    }
}
