import API
import Domain
import HTTPTypes
import NIOHTTP1
import Operations
import TestSupport
import Testing

@Suite("An Idempotency-Key, on every POST but those about accounts")
struct IdempotentRoutesTests {
    @Test("is answered the same again, and nothing is done twice")
    func everyRoute() async throws {
        try await withPlatform { platform in
            let routes = Routes(platform.operations).all.filter {
                $0.method == .post && $0.isOnTenants && $0.dialect == .plain
            }
            #expect(!routes.isEmpty)
            for route in routes {
                let asked = try await platform.prepare(route.template)
                let request = try #require(asked, "\(route.template) has no case")
                let ask = {
                    try await platform.send(
                        .POST,
                        request.path,
                        request.body,
                        token: request.token,
                        headers: request.headers
                    )
                }
                let first = try await ask()
                #expect([200, 201].contains(first.status), "\(route.template) \(first.text)")
                #expect(!first.headers.contains(name: "Idempotent-Replayed"), "\(route.template)")
                let done = try await platform.rowsOfWhatWasDone
                let again = try await ask()
                #expect(again.status == first.status, "\(route.template) \(again.text)")
                #expect(again.headers["Idempotent-Replayed"] == ["true"], "\(route.template)")
                #expect(again.headers["ETag"] == first.headers["ETag"], "\(route.template)")
                #expect(try again.json.withoutReceipt == first.json.withoutReceipt, "\(route.template)")
                #expect(try await platform.rowsOfWhatWasDone == done, "\(route.template)")
            }
        }
    }
}

/// A POST that can be carried out, once.
private struct Prepared {
    let path: String
    let body: JSON?
    let token: String
    var headers: HTTPHeaders = ["Idempotency-Key": "order-4711"]
}

extension TestPlatform {
    /// A tenant of its own with all that the route needs, and a request that it grants; nil if there is none here.
    fileprivate func prepare(_ template: String) async throws -> Prepared? {
        let superUser = try await makeStaff(.superUser)
        let reason: HTTPHeaders = ["Idempotency-Key": "order-4711", "Latchkey-Reason": "test"]
        let collections: [String: JSON] = [
            "/v1/tenants": ["name": "A business", "kind": "BUSINESS", "policy": "business-integrations"],
            "/v1/policy-presets": ownPreset,
        ]
        if let form = collections[template] {
            return Prepared(path: template, body: form, token: superUser, headers: reason)
        }
        let admin = try await makeAdmin()
        if let below = template.wholeMatch(of: #/\/v1\/me\/second-factor(.*)/#)?.1 {
            return try await prepare(secondFactor: String(below), of: admin)
        }
        guard template.hasPrefix("/v1/tenants/{tenant}/") else { return nil }
        let below = String(template.dropFirst("/v1/tenants/{tenant}/".count))
        switch below {
        case "suspend", "resume":
            if below == "resume" { try await suspend(admin.id) }
            return Prepared(path: admin.path + "/\(below)", body: nil, token: superUser, headers: reason)
        case "limit-requests":
            let form: JSON = ["requested_limit": 50, "reason": "Black Friday"]
            return Prepared(path: admin.path + "/\(below)", body: form, token: admin.token)
        case "limit-requests/{limit_request}/approve", "limit-requests/{limit_request}/deny":
            let path = below.replacing("{limit_request}", with: try await makeLimitRequest(in: admin))
            return Prepared(path: admin.path + "/\(path)", body: ["reason": "Because"], token: superUser)
        case "role-mappings":
            let form: JSON = ["directory_group": "Finance", "role": "MEMBER"]
            return Prepared(path: admin.path + "/\(below)", body: form, token: admin.token)
        case "directory-credentials":
            return Prepared(path: admin.path + "/\(below)", body: ["name": "Our directory"], token: admin.token)
        case "webhook-endpoints":
            let form: JSON = ["url": "https://hooks.example/", "events": ["api_key.created"]]
            return Prepared(path: admin.path + "/\(below)", body: form, token: admin.token)
        case "webhook-endpoints/{webhook_endpoint}/rotate-secret", "webhook-endpoints/{webhook_endpoint}/test",
            "webhook-endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}/redeliver":
            let webhook = try await makeWebhook(in: admin)
            let path = below.replacing("{webhook_endpoint}", with: webhook.id)
                .replacing("{webhook_delivery}", with: try await makeDelivery(to: webhook))
            return Prepared(path: admin.path + "/\(path)", body: nil, token: admin.token)
        case "authorization-groups":
            let form: JSON = ["name": "Readers", "type": "TENANT_API_KEY", "scopes": ["customers:read"]]
            return Prepared(path: admin.path + "/\(below)", body: form, token: admin.token)
        case "members":
            let form: JSON = ["email": "new@tenant.example", "role": "MEMBER"]
            return Prepared(path: admin.path + "/\(below)", body: form, token: admin.token)
        case "members/{member}/password-link":
            let member = try await membership(of: try await makePerson(.member, in: admin.id))
            let path = below.replacing("{member}", with: member)
            return Prepared(path: admin.path + "/\(path)", body: nil, token: admin.token)
        case "keys":
            let form: JSON = ["name": "Till", "scopes": ["customers:read"]]
            return Prepared(path: admin.path + "/\(below)", body: form, token: admin.token)
        case "keys/{key}/disable", "keys/{key}/enable", "keys/{key}/rotate", "keys/{key}/duplicate",
            "keys/{key}/revoke":
            let key = try await makeKey(in: admin).id
            if below.hasSuffix("/enable") { expectStatus(try await ask(.disable, key, in: admin), 200) }
            return Prepared(path: admin.path + "/" + below.replacing("{key}", with: key), body: nil, token: admin.token)
        default:
            return nil
        }
    }

    private func prepare(secondFactor below: String, of person: TestTenant) async throws -> Prepared? {
        let (path, now) = ("/v1/me/second-factor", SystemClock.now())
        let password: JSON = ["password": .string(person.person.password)]
        if below == "" { return Prepared(path: path, body: password, token: person.token) }
        if below == "/confirm" {
            let begun = try await send(.POST, path, password, token: person.token)
            let code = try TestDevice(secret: try #require(begun.string("secret"))).code(at: now)
            return Prepared(path: path + below, body: ["code": .string(code)], token: person.token)
        }
        let code = JSON.string(try await enrol(person.person, person.token, at: now).recoveryCodes[0])
        let form: JSON =
            below == "/remove" ? ["password": .string(person.person.password), "code": code] : ["code": code]
        return Prepared(path: path + below, body: form, token: person.token)
    }

    /// What each POST leaves at least one row of.
    fileprivate var rowsOfWhatWasDone: [String] {
        get async throws {
            var counts: [String] = []
            let tables = [
                "audit_events", "tenants", "policy_presets", "keys", "key_secrets", "limit_requests", "deliveries",
            ]
            for table in tables {
                counts += try await database.strings("SELECT count(*) FROM \(table)")
            }
            return counts
        }
    }
}

extension Route {
    /// What is about somebody's own account has nobody to whom an answer could be bound for long.
    fileprivate var isOnTenants: Bool {
        if case .action = access { true } else { false }
    }
}

extension JSON {
    /// How far a change has come is found out anew for each answer.
    fileprivate var withoutReceipt: JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != "receipt" })
    }
}
