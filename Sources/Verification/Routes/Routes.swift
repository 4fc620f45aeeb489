internal import Domain
internal import NIOHTTP1
internal import Telemetry
internal import Wire

/// Everything that the private listener answers.
enum Routes {
    static func all(
        _ verifier: Verifier,
        _ reports: OutcomeReports,
        _ trustedProxies: TrustedProxies,
        health: Health,
        metrics: Metrics,
        requestID: @escaping @Sendable () -> RequestID
    ) -> [Route] {
        let verify = VerifyRoute(verifier: verifier)
        let authorize = AuthorizeRoute(verifier: verifier, trustedProxies: trustedProxies, requestID: requestID)
        let outcomes = OutcomesRoute(reports: reports)
        let told = MetricsRoute(metrics: metrics)
        return [
            Route("/v1/verify", [.POST], .gateways, needsJSON: true, respond: verify.respond(to:)),
            Route("/v1/authorize", nil, .gateways, putsCodeInHeader: true, respond: authorize.respond(to:)),
            Route("/v1/outcomes", [.POST], .gateways, needsJSON: true, respond: outcomes.respond(to:)),
            Route("/livez", [.GET, .HEAD], .anybody, respond: health.live(_:)),
            Route("/readyz", [.GET, .HEAD], .anybody, respond: health.ready(_:)),
            Route("/metrics", [.GET, .HEAD], .anybody, respond: told.respond(to:)),
        ]
    }
}
