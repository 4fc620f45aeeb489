internal import Domain

/// What gateways send in `Latchkey-Gateway-Token`, where it is configured.
package struct GatewayToken: Sendable {
    private let token: Sensitive<[UInt8]>

    /// Nil when it is empty: a listener without a token is asked for by giving none.
    package init?(_ token: String) {
        guard !token.isEmpty else { return nil }
        self.token = Sensitive(Array(token.utf8))
    }

    func isIn(_ headers: RequestHeaders) -> Bool {
        headers.only("latchkey-gateway-token").map { constantTimeEquals(Array($0.utf8), token.expose()) } == true
    }
}
