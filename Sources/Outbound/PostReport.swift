package import Domain

/// What came of bytes that were posted.
package struct PostReport: Sendable {
    /// The address that was connected to, or at least tried.
    package var address: IPAddress?
    package var status: Int?
    package var headers: [(name: String, value: String)] = []
    /// The beginning of it.
    package var body: [UInt8] = []
    /// Nil when an answer was read to its end, whatever it says.
    package var failure: PostFailure?

    package static let keptBytes = 4 << 10

    package init(address: IPAddress? = nil, failure: PostFailure? = nil) {
        self.address = address
        self.failure = failure
    }

    package subscript(header name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why no whole answer came.
package enum PostFailure: Error, Hashable, CaseIterable, Sendable {
    /// Not over TLS, or no web address.
    case invalidURL
    case unknownHost
    /// The name leads to an address that is not on the public internet.
    case notPublic
    /// Nobody takes connections there.
    case refused
    /// The connection ended before the answer did.
    case broken
    /// No TLS, or with a certificate that is not theirs, not any more, or not to be believed.
    case tls
    /// What came is no HTTP.
    case notHTTP
    /// More than 64 KiB of body, or as much of anything else.
    case tooLarge
    /// Not all of it came in time.
    case late
    /// It was not sent, since too much is being looked up already: nothing of the receiver's own.
    case busy
}
