internal import Crypto
package import Domain
internal import Store

/// Takes what GitHub's secret scanning has found, over GitHub's signature.
package struct ReportSignedLeaks: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let token: Sensitive<String>
        /// As the reporter calls the kind of token.
        package let type: String
        package let place: LeakPlace?
        package let source: String?

        package init(token: Sensitive<String>, type: String, place: LeakPlace?, source: String?) {
            self.token = token
            self.type = type
            self.place = place
            self.source = source
        }
    }

    /// What one token came to, in the words of the program's protocol. Never the token itself.
    package struct Finding: Sendable {
        /// Of the token as it was received.
        package let tokenHash: String
        package let type: String
        /// Whether it is, or was, a key's.
        package let isKey: Bool
    }

    /// - Parameter read: what was signed, once that is known.
    /// - Throws: `SIGNATURE_INVALID`; `UNAVAILABLE` when the reporter's public keys cannot be had; `RECEIPT_UNKNOWN`.
    package func callAsFunction(
        _ body: [UInt8],
        signature: LeakSignature,
        _ read: () throws -> [Input],
        by visitor: Visitor
    ) async throws -> [Finding] {
        try await platform.leakSigners.require(signature, of: body)
        let inputs = try read()
        return try await platform.tighteningEach(inputs) { input, announcements in
            let presented = try await platform.presented(input.token.keyInside)
            if let presented {
                let leak = LeakReport(by: .gitHub, at: input.place, source: input.source)
                try await platform.record(leak, of: presented, by: visitor, announcing: announcements)
            }
            return Finding(
                tokenHash: Hex.encode(Array(SHA256.hash(data: Array(input.token.expose().utf8)))),
                type: input.type,
                isKey: presented != nil
            )
        }
    }
}
