internal import Domain
internal import NIOHTTP1

/// What gateways send in `Latchkey-Gateway-Token`, where it is configured.
package struct GatewayToken: Sendable {
    private let token: Sensitive<[UInt8]>

    /// Nil when it is empty: a listener without a token is asked for by giving none.
    package init?(_ token: String) {
        guard !token.isEmpty else { return nil }
        self.token = Sensitive(Array(token.utf8))
    }

    func isIn(_ headers: HTTPHeaders) -> Bool {
        headers.only("latchkey-gateway-token").map { matches(Array($0.utf8)) } == true
    }

    /// In a time that tells nothing but the length of what was presented.
    private func matches(_ presented: [UInt8]) -> Bool {
        let token = token.expose()
        var difference: UInt8 = presented.count == token.count ? 0 : 1
        for index in presented.indices {
            difference |= presented[index] ^ token[index % token.count]
        }
        return difference == 0
    }
}
