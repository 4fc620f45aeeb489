import Testing

@testable import Domain

@Suite("A webhook endpoint")
struct WebhookEndpointTests {
    private let now = Instant(microseconds: 1_000_000)
    private let endpoint = WebhookEndpoint(
        id: ID(bits: 1),
        tenant: ID(bits: 2),
        url: "https://hooks.example/",
        description: "",
        events: [.keyCreated],
        secret: SealedWebhookSecret(pepperID: 1, bytes: [1]),
        createdAt: Instant(microseconds: 0),
        createdBy: ID(bits: 3),
        updatedAt: Instant(microseconds: 0),
        version: 1
    )

    private func sealed(_ byte: UInt8) -> SealedWebhookSecret { SealedWebhookSecret(pepperID: 1, bytes: [byte]) }

    @Test("signs with both secrets until the grace is over, the newest first, and with no third one")
    func rotation() {
        let rotated = endpoint.rotated(to: sealed(2), grace: .seconds(60), at: now)
        #expect(rotated.secrets(at: now) == [sealed(2), sealed(1)])
        #expect(rotated.secrets(at: now + .seconds(59)) == [sealed(2), sealed(1)])
        #expect(rotated.secrets(at: now + .seconds(60)) == [sealed(2)])
        #expect(rotated.previous(at: now + .seconds(60)) == nil)
        #expect(rotated.version == 2 && rotated.updatedAt == now)
        let again = rotated.rotated(to: sealed(3), grace: .seconds(60), at: now + .seconds(1))
        #expect(again.secrets(at: now + .seconds(1)) == [sealed(3), sealed(2)])
        let atOnce = rotated.rotated(to: sealed(3), grace: .zero, at: now)
        #expect(atOnce.secrets(at: now) == [sealed(3)] && atOnce.previous == nil)
    }

    @Test("is enabled or disabled, says why, and forgets its failures when it is enabled")
    func enabling() throws {
        var failing = endpoint.disabled(because: .failing, at: now)
        failing.failures = 12
        failing.failingSince = now
        #expect(failing.status == .disabled && failing.disabled?.because == .failing && failing.version == 2)
        let still = try WebhookEndpointEdit(isEnabled: false).applied(to: failing, url: nil, at: now + .seconds(1))
        #expect(still == failing)
        let enabled = try WebhookEndpointEdit(isEnabled: true).applied(to: failing, url: nil, at: now + .seconds(1))
        #expect(enabled.status == .enabled && enabled.failures == 0 && enabled.failingSince == nil)
        #expect(enabled.version == 3 && enabled.updatedAt == now + .seconds(1))
        var failed = endpoint
        failed.failures = 9
        failed.failingSince = now
        let moved = try WebhookEndpointEdit(url: "https://other.example/").applied(to: failed, url: nil, at: now)
        #expect(moved.failures == 0 && moved.failingSince == nil)
        #expect(
            try WebhookEndpointEdit(url: failed.url, description: "x").applied(to: failed, url: nil, at: now).failures
                == 9
        )
        let disabled = try WebhookEndpointEdit(isEnabled: false).applied(to: enabled, url: nil, at: now)
        #expect(disabled.disabled == WebhookEndpoint.Disabled(at: now, because: .admin))
    }

    @Test("is left as it is, version and all, by an edit that changes nothing")
    func nothing() throws {
        let edit = WebhookEndpointEdit(url: endpoint.url, events: ["api_key.created"], isEnabled: true)
        #expect(try edit.applied(to: endpoint, url: nil, at: now) == endpoint)
    }

    @Test("is told of events that can be chosen, at least one, none twice")
    func events() throws {
        for (names, codes) in [
            ([], ["/events REQUIRED"]), (["webhook.test"], ["/events/0 UNKNOWN_EVENT"]),
            (["api_key.created", "api_key.created"], ["/events/1 DUPLICATE"]),
        ] {
            let draft = WebhookEndpointDraft(url: "https://hooks.example/", events: names)
            let failure = #expect(throws: Failure.self) { try draft.validated(url: nil) }
            #expect(failure?.errors.map { "\($0.pointer) \($0.code)" } == codes)
        }
        let all = WebhookEvent.Kind.chosen.map(\.rawValue)
        #expect(try WebhookEndpointDraft(url: "x", events: all).validated(url: nil).events == WebhookEvent.Kind.chosen)
    }
}

@Suite("A delivery")
struct WebhookDeliveryTests {
    @Test("is pending while it is due, delivered once it was, and failed when it is over without")
    func status() {
        var delivery = WebhookDelivery(
            id: ID(bits: 1),
            endpoint: ID(bits: 2),
            event: ID(bits: 3),
            type: .keyCreated,
            createdAt: Instant(microseconds: 0),
            dueAt: Instant(microseconds: 0)
        )
        #expect(delivery.status == .pending)
        delivery.dueAt = nil
        #expect(delivery.status == .failed)
        delivery.deliveredAt = Instant(microseconds: 1)
        #expect(delivery.status == .delivered)
    }

    @Test("keeps header fields one a line, whatever they hold")
    func headers() {
        let lines = HeaderLines([("webhook-id", "evt_1"), ("x", "a: b"), ("empty", ""), ("y", "a\r\nz: 1\u{0}")])
        let read = HeaderLines(text: lines.text)
        #expect(read.fields.map(\.name) == ["webhook-id", "x", "empty", "y"])
        #expect(read.fields.map(\.value) == ["evt_1", "a: b", "", "a\u{fffd}\u{fffd}z: 1\u{fffd}"])
        #expect(HeaderLines(text: "").fields == [])
    }
}
