import Domain
import NIOHTTP1
import TestSupport
import Testing
import Verification

/// A gateway in front of a whole Latchkey that trusts it, and a tenant whose keys are asked about.
struct Stage: Sendable {
    let platform: TestPlatform
    let admin: TestTenant
    let gateway: Gateway

    var keysPath: String { admin.path + "/keys" }

    /// The port of the private listener.
    var latchkeyPort: Int { Int(platform.privateURL.split(separator: ":").last ?? "") ?? 0 }

    /// Everything that the configuration's locations ask for.
    static let scopes = ["invoices:read", "customers:read"]
}

func withStage(
    _ kind: GatewayKind,
    token: String? = nil,
    tellingToken told: String? = nil,
    _ body: @escaping @Sendable (Stage) async throws -> Void
) async throws {
    try await withPlatform(
        proxies: ["127.0.0.0/8"].compactMap { IPNetwork($0) },
        gatewayToken: token.flatMap(GatewayToken.init)
    ) { platform in
        let admin = try await platform.makeAdmin()
        let port = Int(platform.privateURL.split(separator: ":").last ?? "") ?? 0
        try await withGateway(kind, askingAt: port, token: told ?? token) { gateway in
            try await body(Stage(platform: platform, admin: admin, gateway: gateway))
        }
    }
}

/// Holds a refusal by the gateway: its status, Latchkey's code, and that the application was not asked.
func expectRefusal(
    _ reply: HTTPReply,
    _ status: UInt,
    _ code: String,
    at location: SourceLocation = #_sourceLocation
) {
    #expect(reply.status == status, sourceLocation: location)
    #expect(reply.headers["X-Auth-Code"] == [code], sourceLocation: location)
    #expect(!reply.headers.contains(name: "X-Served"), sourceLocation: location)
    #expect(reply.text != "served", sourceLocation: location)
}
