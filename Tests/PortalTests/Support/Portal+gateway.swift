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

    /// Holds a number that is counted of a key, once all that was counted is written.
    func expectCount(
        _ expected: Int64,
        _ members: String...,
        of id: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let isWritten = await platform.flushUsage()
        #expect(isWritten, sourceLocation: location)
        let key: JSON? = try await read(id).json
        let count = members.reduce(key) { $0?[$1] }
        #expect(count == .integer(expected), "\(members)", sourceLocation: location)
    }

    func expectSummary(_ expected: JSON, at location: SourceLocation = #_sourceLocation) async throws {
        let isWritten = await platform.flushUsage()
        #expect(isWritten, sourceLocation: location)
        expectMembers(try await ask(.GET, "/keys/summary").json, expected, at: location)
    }
}
