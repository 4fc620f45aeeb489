import Domain
import Foundation

/// Instances of `latchkey serve` on one database, each a process.
struct Fleet: Sendable {
    let admin: AdminAPI
    /// Ports of their private listeners.
    let checks: [Int]
    let scope = "payments:read"

    struct Key: Sendable {
        let id: String
        let secret: String
    }

    struct Revocation: Sendable {
        /// As its client saw it.
        let milliseconds: Double
        /// As its receipt says: the waiting for verifiers alone.
        let waited: Double
        /// Verifiers that did not answer for so long that their leases ended.
        let lapsed: Int
    }

    static func start(_ program: String, _ count: Int, _ url: String, _ children: Children) async throws -> Fleet {
        let environment = [
            "DATABASE_URL": url, "LATCHKEY_PEPPERS": "1:" + Data(repeating: 7, count: 32).base64EncodedString(),
            "LATCHKEY_DATABASE_POOL": "4", "LATCHKEY_TRUSTED_PROXIES": "127.0.0.1",
            "LATCHKEY_LOG_LEVEL": "error",
        ]
        _ = try await Child.output(of: program, ["migrate"], environment: environment)
        let password = "benchmark \(UUID())"
        _ = try await Child.output(
            of: program,
            ["admin", "create", "--email", "staff@platform.example", "--name", "Staff", "--role", "SUPER_USER"],
            environment: environment,
            input: password + "\n"
        )
        let ports = try await FreePorts.find(2 * count)
        for instance in 0..<count {
            let own = [
                "LATCHKEY_LISTEN": "127.0.0.1:\(ports[2 * instance])",
                "LATCHKEY_PRIVATE_LISTEN": "127.0.0.1:\(ports[2 * instance + 1])",
            ]
            try await children.start(program, ["serve"], environment: environment.merging(own) { $1 })
        }
        let checks = (0..<count).map { ports[2 * $0 + 1] }
        for port in checks {
            try await FreePorts.wait(for: "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n", port: port)
        }
        let admin = try await AdminAPI(port: ports[0], email: "staff@platform.example", password: password)
        return Fleet(admin: admin, checks: checks)
    }

    func makeKeys(_ count: Int) async throws -> (tenant: String, keys: [Key]) {
        let tenant = try await admin.post(
            "/v1/tenants",
            [
                "name": "Orders", "kind": "BUSINESS", "policy": "business-integrations",
                "key_limit": .integer(Int64(count)),
            ]
        ).text("id")
        var keys: [Key] = []
        for number in 0..<count {
            let made = try await admin.post(
                "/v1/tenants/\(tenant)/keys",
                ["name": .string("Key \(number)"), "scopes": .array([.string(scope)])]
            )
            keys.append(Key(id: try made.text("key", "id"), secret: try made.text("secret")))
        }
        return (tenant, keys)
    }

    /// One after the other.
    func revoke(_ keys: [String], of tenant: String) async throws -> [Revocation] {
        var revocations: [Revocation] = []
        for key in keys {
            let start = ContinuousClock.now
            let answer = try await admin.post("/v1/tenants/\(tenant)/keys/\(key)/revoke", ["reason": "benchmark"])
            let took = ContinuousClock.now - start
            revocations.append(
                Revocation(
                    milliseconds: took / .milliseconds(1),
                    waited: try answer.number("receipt", "took_ms"),
                    lapsed: Int(try answer.number("receipt", "lapsed"))
                )
            )
        }
        return revocations
    }
}
