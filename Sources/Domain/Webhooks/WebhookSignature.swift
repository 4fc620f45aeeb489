internal import Crypto

/// By what an endpoint knows that a message is ours, and not an old one sent again (Standard Webhooks, symmetric).
package struct WebhookSignature: Equatable, Sendable {
    /// `v1,` and base64.
    package let text: String

    /// - Parameters:
    ///   - id: the message's, which stays the same however often it is sent.
    ///   - seconds: since 1970, when it is sent.
    ///   - body: byte for byte as it is sent.
    package init(of body: String, id: String, at seconds: Int64, with secret: WebhookSecret) {
        let key = SymmetricKey(data: secret.bytes.expose())
        let mac = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(seconds).\(body)".utf8), using: key)
        text = "v1," + Base64.encode(Array(mac))
    }

    /// The header field `webhook-signature`: one for each secret, any of which will do.
    package static func header(of body: String, id: String, at seconds: Int64, with secrets: [WebhookSecret]) -> String
    {
        secrets.map { WebhookSignature(of: body, id: id, at: seconds, with: $0).text }.joined(separator: " ")
    }
}
