import Testing

@testable import Domain

@Suite("A webhook's signature")
struct WebhookSignatureTests {
    @Test("is that of Standard Webhooks")
    func vector() throws {
        let bytes = try #require(Base64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = WebhookSignature(
            of: #"{"test": 2432232314}"#,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at: 1_614_265_330,
            with: WebhookSecret(bytes: Sensitive(bytes))
        )
        #expect(signature.text == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("depends on the message, its id, its time and the secret, and two secrets make two of them")
    func dependencies() {
        let secrets = [WebhookSecret.make(using: .seeded(1)), .make(using: .seeded(2))]
        let sign = { (body: String, id: String, seconds: Int64, secret: Int) in
            WebhookSignature(of: body, id: id, at: seconds, with: secrets[secret]).text
        }
        let all = [
            sign("{}", "evt_1", 1, 0), sign("{ }", "evt_1", 1, 0), sign("{}", "evt_2", 1, 0), sign("{}", "evt_1", 2, 0),
            sign("{}", "evt_1", 1, 1),
        ]
        #expect(Set(all).count == all.count)
        let header = WebhookSignature.header(of: "{}", id: "evt_1", at: 1, with: secrets)
        #expect(header == "\(all[0]) \(all[4])")
    }

    @Test("is made with a secret that prints redacted, and is told as whsec_ with 32 bytes in base64")
    func secret() throws {
        let secret = WebhookSecret.make(using: .seeded(1))
        let text = secret.text.expose()
        #expect(text.hasPrefix("whsec_"))
        #expect(try #require(Base64.decode(String(text.dropFirst(6)))).count == 32)
        var dumped = ""
        dump(secret, to: &dumped)
        for printed in ["\(secret)", "\(secret.text)", String(reflecting: secret), dumped] {
            #expect(printed.contains("[redacted]") && !printed.contains(text.dropFirst(6)))
        }
    }
}
