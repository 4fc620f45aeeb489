import Domain
import NIOHTTP1
import TestSupport
import Testing

/// What a gateway is told about a request: to let it pass, or to answer with this status and for this reason.
struct GatewayAnswer: Equatable, CustomStringConvertible {
    let status: UInt
    /// Nil when the request may pass.
    let code: String?

    static let passes = GatewayAnswer(status: 204, code: nil)
    static func unauthorized(_ code: String) -> GatewayAnswer { GatewayAnswer(status: 401, code: code) }
    static func forbidden(_ code: String) -> GatewayAnswer { GatewayAnswer(status: 403, code: code) }

    var description: String { "\(status) \(code ?? "")" }
}

extension Portal {
    /// A request with the key in `Authorization: Bearer`, as the gateway sees it.
    func request(with secret: String, _ query: String = "") async throws -> GatewayAnswer {
        try await request(headers: ["Authorization": "Bearer \(secret)"], query)
    }

    func request(headers: HTTPHeaders, _ query: String = "") async throws -> GatewayAnswer {
        let reply = try await platform.check(.GET, "/v1/authorize" + query, headers: headers)
        return GatewayAnswer(status: reply.status, code: reply.headers.first(name: "X-Auth-Code"))
    }

    /// A gateway that asks with a body: what it is told of the key.
    func verify(
        _ secret: String,
        scopes: [String] = [],
        from ip: String? = nil,
        environment: String? = nil
    ) async throws -> HTTPReply {
        try await platform.check(
            .POST,
            "/v1/verify",
            [
                "key": .string(secret), "scopes": .strings(scopes), "ip": ip.map(JSON.string) ?? nil,
                "environment": environment.map(JSON.string) ?? nil,
            ]
        )
    }

    func verdict(
        _ secret: String,
        scopes: [String] = [],
        from ip: String? = nil,
        environment: String? = nil
    ) async throws -> String? {
        try await verify(secret, scopes: scopes, from: ip, environment: environment).string("verdict")
    }

    /// What became of requests after they had passed.
    func report(_ id: String, succeeded: Int64, failed: Int64) async throws {
        let reply = try await platform.check(
            .POST,
            "/v1/outcomes",
            [["key_id": .string(id), "succeeded": .integer(succeeded), "failed": .integer(failed)]]
        )
        expectStatus(reply, 200)
        #expect(try reply.json == ["accepted": 1, "unknown": []])
    }

    /// Waits until a number of a key is counted: usage is written once a second.
    func expectCount(
        _ expected: Int64,
        _ members: String...,
        of id: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        var last: JSON?
        let isReached = try await eventually(within: .seconds(10)) {
            let key: JSON? = try await read(id).json
            last = members.reduce(key) { $0?[$1] }
            return last == .integer(expected)
        }
        #expect(isReached, "\(members): \(String(describing: last))", sourceLocation: location)
    }

    func expectSummary(_ expected: JSON, at location: SourceLocation = #_sourceLocation) async throws {
        guard case .object(let members) = expected else { return }
        var last: JSON?
        let isReached = try await eventually(within: .seconds(10)) {
            let summary = try await ask(.GET, "/keys/summary").json
            last = summary
            return members.allSatisfy { summary[$0.name] == $0.value }
        }
        #expect(isReached, "\(last?.text ?? "")", sourceLocation: location)
    }
}
