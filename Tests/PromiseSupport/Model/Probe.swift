import Domain

/// A question about one secret, and every reason for which the answer may have to be no.
package final class Probe: Sendable {
    package let name: String
    package let conditions: [Condition]
    private let verify: [UInt8]
    private let authorize: [UInt8]

    package enum Door: UInt8, Sendable {
        case verify, authorize
    }

    /// - Parameters:
    ///   - scope: what the client is about to use.
    ///   - address: where the client is.
    package init(_ name: String, secret: String, scope: String? = nil, address: String, conditions: [Condition]) {
        self.name = name
        self.conditions = conditions
        let body: JSON = [
            "key": .string(secret), "ip": .string(address), "scopes": .array(scope.map { [.string($0)] } ?? []),
        ]
        verify = request("POST", "/v1/verify", host: "gateway", body: body.encoded())
        authorize = request(
            "GET",
            "/v1/authorize" + (scope.map { "?scope=\($0)" } ?? ""),
            host: "gateway",
            headers: [("Authorization", "Bearer \(secret)"), ("X-Forwarded-For", address)]
        )
    }

    func bytes(_ door: Door) -> [UInt8] {
        door == .verify ? verify : authorize
    }

    var isForbidden: Bool { conditions.contains(where: \.isClosed) }
}
