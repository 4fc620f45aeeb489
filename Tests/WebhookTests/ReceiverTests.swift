import Domain
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Jobs

@Suite("Webhooks and those who receive them", .timeLimit(.minutes(2)))
struct ReceiverTests {
    static let fine = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let manners: [(RawReceiver.Manner, DeliveryOutcome)] = [
        (.says(fine), .delivered),
        (.says("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops"), .httpError),
        (.says("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"), .redirected),
        (.silent, .timedOut),
        (.says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot all of it"), .timedOut),
        (.closes, .connectionFailed),
        (.says("220 mail.example.com ESMTP\r\n"), .invalidAnswer),
        (.repeats(many("5\r\nhello\r\n"), after: chunked), .answerTooLarge),
        (.repeats(many("X-More: of the same\r\n"), after: "HTTP/1.1 200 OK\r\n"), .answerTooLarge),
        (.repeats(many("HTTP/1.1 100 Continue\r\n\r\n"), after: ""), .answerTooLarge),
        (.says(long(65_537)), .answerTooLarge),
        (.says(long(65_536)), .delivered),
    ]

    private static func many(_ text: String) -> String { String(repeating: text, count: 500) }

    private static func long(_ count: Int) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n" + String(repeating: "x", count: count)
    }

    @Test("whatever one does has a name, and the others go on")
    func everyManner() async throws {
        try await withReceivers(Self.manners.map(\.0)[...], []) { receivers in
            try await withWorker { stage in
                for receiver in receivers { try await stage.listen(at: receiver.url) }
                // Nobody listens there.
                try await stage.listen(at: "http://127.0.0.1:1/")
                try await stage.change()
                try await eventually("all were sent once") {
                    try await stage.outcomes().values.map(\.count).reduce(0, +) > receivers.count
                }
                let outcomes = try await stage.outcomes()
                for (receiver, expected) in zip(receivers, Self.manners.map(\.1)) {
                    #expect(outcomes[receiver.url]?.first == expected.rawValue)
                }
                #expect(outcomes["http://127.0.0.1:1/"]?.first == "CONNECTION_FAILED")
            }
        }
    }

    @Test("a tenant's twenty that hang, each with much to take, keep no other tenant's waiting")
    func hanging() async throws {
        try await withReceiver(.silent) { hanging in
            try await withReceiver(.says(Self.fine)) { fine in
                try await withWorker(.patient) { stage in
                    for number in 1...20 { try await stage.listen(at: hanging.url + "?\(number)") }
                    for _ in 1...5 { try await stage.change() }
                    try await eventually("they hang") {
                        try await stage.strings(
                            "SELECT count(DISTINCT endpoint_id) FROM deliveries WHERE claims > 0"
                        ) == ["20"]
                    }
                    let other = try await WebhookStage(stage.platform)
                    try await other.listen(at: fine.url)
                    let begun = ContinuousClock.now
                    try await other.change()
                    try await eventually("the other's is there") {
                        try await other.outcomes() == [fine.url: ["DELIVERED"]]
                    }
                    #expect(begun.duration(to: .now) < .seconds(5))
                    #expect(try await stage.outcomes().isEmpty)
                }
            }
        }
    }

    @Test(
        "tenants' that hang or take their time keep no other tenant's waiting, whatever room they have",
        arguments: [true, false]
    )
    func manyHanging(_ isSilent: Bool) async throws {
        var limits = WebhookWorker.Limits.patient
        limits.slots = DeliverySlots.Limits(all: 48, failing: 24, tenant: 16, endpoint: 4, reserve: 4)
        limits.patience = .seconds(12)
        limits.turnTime = .milliseconds(500)
        limits.slow = .seconds(1)
        try await withStubServer { _ in
            try? await Task.sleep(for: .milliseconds(isSilent ? 60_000 : 10_000))
            return StubServer.Answer(body: "")
        } body: { [limits] slow in
            try await withReceiver(.says(Self.fine)) { fine in
                try await withWorker(limits) { stage in
                    for number in 0..<4 {
                        let attacker = number == 0 ? stage : try await WebhookStage(stage.platform)
                        for number in 1...20 { try await attacker.listen(at: slow.url + "/\(number)") }
                        for _ in 1...5 { try await attacker.change() }
                    }
                    let other = try await WebhookStage(stage.platform)
                    try await other.listen(at: fine.url)
                    for number in 1...8 {
                        let begun = ContinuousClock.now
                        try await other.change()
                        try await eventually("the other's is there") {
                            try await other.outcomes()[fine.url]?.count == number
                        }
                        // Not behind any of those, of which each takes ten seconds or more.
                        #expect(begun.duration(to: .now) < .seconds(6))
                        try await Task.sleep(for: .milliseconds(700))
                    }
                }
            }
        }
    }

    @Test("a name that leads inside by the time of sending is not sent to, though it led outside before")
    func rebinding() async throws {
        let asked = Mutex(0)
        let resolver = Resolver { _ in
            // Registering asks once.
            let isFirst = asked.withLock { asked in
                asked += 1
                return asked == 1
            }
            return [IPAddress(isFirst ? "8.8.8.8" : "127.0.0.1")].compactMap(\.self)
        }
        try await withReceiver(.says(Self.fine)) { receiver in
            try await withWorker(webhooks: Outbound(resolver: resolver)) { stage in
                let url = "https://rebinding.example:\(receiver.port)/"
                try await stage.listen(at: url)
                try await stage.change()
                try await eventually("it was tried") { try await !stage.outcomes().isEmpty }
                #expect(try await stage.outcomes() == [url: ["ADDRESS_NOT_PUBLIC"]])
                #expect(asked.withLock(\.self) == 2)
            }
        }
    }

    @Test("what was not sent because we were busy is no failure of the receiver's, and is sent a little later")
    func busy() async throws {
        let asked = Mutex(0)
        let resolver = Resolver { _ in
            let count = asked.withLock { asked in
                asked += 1
                return asked
            }
            // Registering asks once.
            if count == 2 { throw OutboundFailure.busy }
            return [IPAddress("127.0.0.1")].compactMap(\.self)
        }
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        try await withReceiver(.says(Self.fine)) { receiver in
            try await withWorker(clock: clock, webhooks: Outbound(allowsPrivate: true, resolver: resolver)) { stage in
                let url = "http://busy.example:\(receiver.port)/"
                try await stage.listen(at: url)
                try await stage.change()
                try await eventually("it was put off") {
                    let attempts = try await stage.strings("SELECT attempts FROM deliveries")
                    return asked.withLock { $0 == 2 } && attempts == ["0"]
                }
                #expect(try await stage.outcomes().isEmpty)
                #expect(try await stage.strings("SELECT failures FROM webhook_endpoints") == ["0"])
                clock.advance(by: .seconds(6))
                try await eventually("it is there") { try await stage.outcomes() == [url: ["DELIVERED"]] }
                #expect(try await stage.strings("SELECT attempts FROM deliveries") == ["1"])
            }
        }
    }

    private func withReceivers(
        _ manners: ArraySlice<RawReceiver.Manner>,
        _ receivers: [RawReceiver],
        _ body: @escaping @Sendable ([RawReceiver]) async throws -> Void
    ) async throws {
        guard let manner = manners.first else { return try await body(receivers) }
        try await withReceiver(manner) { receiver in
            try await withReceivers(manners.dropFirst(), receivers + [receiver], body)
        }
    }
}
