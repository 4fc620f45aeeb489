/// What an endpoint and we share, for signatures (Standard Webhooks). Nothing prints it.
package struct WebhookSecret: Sendable {
    package let bytes: Sensitive<[UInt8]>

    private static let length = 32

    package init(bytes: Sensitive<[UInt8]>) {
        self.bytes = bytes
    }

    package static func make(using entropy: Entropy) -> WebhookSecret {
        WebhookSecret(bytes: Sensitive(entropy.bytes(length)))
    }

    /// As it is told, once.
    package var text: Sensitive<String> {
        Sensitive("whsec_" + Base64.encode(bytes.expose()))
    }
}
