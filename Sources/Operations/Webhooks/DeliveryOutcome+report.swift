internal import Domain
internal import Outbound

extension DeliveryOutcome {
    /// Nil when it was not sent, for a reason of our own.
    init?(_ report: PostReport) {
        if report.failure == .busy { return nil }
        self =
            switch (report.failure, report.status ?? 0) {
            case (nil, 200..<300): .delivered
            case (nil, 300..<400): .redirected
            case (nil, 410): .gone
            case (nil, _): .httpError
            case (.invalidURL, _): .invalidURL
            case (.unknownHost, _): .dnsLookupFailed
            case (.notPublic, _): .addressNotPublic
            case (.refused, _), (.broken, _): .connectionFailed
            case (.tls, _): .tlsFailed
            case (.notHTTP, _): .invalidAnswer
            case (.tooLarge, _): .answerTooLarge
            case (.late, _), (.busy, _): .timedOut
            }
    }
}

extension PostReport {
    /// What a receiver asks for that is too busy.
    var retryAfter: Duration? {
        guard status == 429 || status == 503, let text = self[header: "retry-after"], let seconds = UInt32(text) else {
            return nil
        }
        return .seconds(Int64(seconds))
    }
}

extension DeliveryAttempt {
    /// Nothing was sent. It counts all the same, so that it is seen, and does not go on for ever.
    static func withoutSecret(number: Int, at now: Instant) -> DeliveryAttempt {
        DeliveryAttempt(
            number: number,
            at: now,
            tookMilliseconds: 0,
            outcome: .secretUnavailable,
            address: nil,
            requestHeaders: HeaderLines([]),
            answer: nil
        )
    }

    func fate(retryAfter: Duration?, endedAt now: Instant, using entropy: Entropy) -> DeliveryFate {
        switch outcome {
        case .delivered: return .delivered
        case .gone: return .givenUp
        default:
            let wait = RetrySchedule.wait(after: number, retryAfter: retryAfter, using: entropy)
            return wait.map { .dueAgain(now + $0) } ?? .givenUp
        }
    }
}

extension HeaderLines {
    /// As many as fit into some space: whoever answers chooses them.
    static func kept(of headers: [(name: String, value: String)]) -> HeaderLines {
        var room = 4 << 10
        return HeaderLines(
            headers.prefix { header in
                room -= header.name.utf8.count + header.value.utf8.count + 3
                return room >= 0
            }
        )
    }
}
