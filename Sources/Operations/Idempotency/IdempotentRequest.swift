package import Domain

/// A request that its sender may repeat, and will be answered the same.
package struct IdempotentRequest: Sendable {
    /// Chosen by the caller: 1 to 255 visible characters of ASCII.
    package let key: Sensitive<String>
    package let method: String
    /// As sent, without the query.
    package let path: String
    package let body: [UInt8]

    /// How long an answer is kept.
    package static let lifetime: Duration = .seconds(24 * 3600)

    /// - Throws: `VALIDATION_FAILED` pointing to `/headers/Idempotency-Key`.
    package init(key: String, method: String, path: String, body: [UInt8]) throws(Failure) {
        guard 1...255 ~= key.utf8.count, key.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            let detail = "1 to 255 visible ASCII characters are needed, such as a UUID."
            throw .invalid([InputError("/headers/Idempotency-Key", "INVALID_VALUE", detail)])
        }
        self.key = Sensitive(key)
        self.method = method
        self.path = path
        self.body = body
    }
}
