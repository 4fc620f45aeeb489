import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Schemathesis makes requests from the OpenAPI document, good and bad ones, alone and one after the other, and checks every
/// answer against it. Its settings, and why they are what they are, stand in `Tests/Contract/schemathesis.toml`.
@Suite("The server does what its OpenAPI document says")
struct ContractTests {
    @Test("to the admin of a business whose keys have scopes of their own")
    func business() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard", keyLimit: 500)
            try await platform.contract(as: admin.token, in: [admin])
        }
    }

    @Test("to the admin of a business whose keys have groups")
    func settings() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings", keyLimit: 500)
            try await platform.contract(as: admin.token, in: [admin])
        }
    }

    @Test("to the admin of a partner with merchants")
    func partner() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let merchant = try await platform.makeTenant("merchant-portal", parent: admin.id)
            let merchants = try await platform.makePerson(.businessAdmin, in: merchant)
            try await platform.contract(as: admin.token, in: [admin, merchants])
        }
    }

    @Test("to the platform's staff, who give their reason, in tenants of all five presets")
    func staff() async throws {
        try await withPlatform { platform in
            var admins: [TestTenant] = []
            for preset in TestPlatform.presets { admins.append(try await platform.makeAdmin(preset)) }
            try await platform.contract(
                as: try await platform.signIn(platform.staff),
                in: admins,
                ["--header", "Latchkey-Reason: The contract is tested."]
            )
        }
    }

    @Test("to somebody who signs in and out")
    func sessions() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.contract(as: admin.token, in: [admin], choosing: "--include-operation-id")
        }
    }
}

extension TestPlatform {
    fileprivate static let presets = [
        "partner-portal", "enterprise-dashboard", "merchant-portal", "tenant-settings", "business-integrations",
    ]

    /// Runs schemathesis with a token.
    ///
    /// - Parameters:
    ///   - tenants: with a group and some keys, which are made first, so that there is something to ask about.
    ///   - choosing: what to do about signing in and out, which would end the session of the run.
    fileprivate func contract(
        as token: String,
        in tenants: [TestTenant],
        _ arguments: [String] = [],
        choosing: String = "--exclude-operation-id"
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-contract-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in ["schemathesis.toml", "hooks.py"] {
            try FileManager.default.copyItem(
                at: ContractTools.settings.appending(path: file),
                to: folder.appending(path: file)
            )
        }
        for (name, words) in try await dictionaries(of: tenants) {
            let lines = words.map { JSON.string($0).text + "\n" }.joined()
            try Data(lines.utf8).write(to: folder.appending(path: "\(name).txt"))
        }
        try await ContractTools.run(
            "schemathesis",
            [
                "run", "\(publicURL)/openapi.json", "--checks", "all", "--seed", "1", "--max-examples", "15",
                choosing, "createSession", choosing, "deleteSession",
            ] + arguments,
            environment: ["LATCHKEY_TOKEN": token],
            in: folder
        )
    }

    /// What there is, by the names that the settings have for it.
    private func dictionaries(of tenants: [TestTenant]) async throws -> [String: [String]] {
        var words: [String: [String]] = ["presets": Self.presets]
        for tenant in tenants {
            let scopes = try await catalogue(of: tenant)
            let group = try await makeGroup(in: tenant, scopes: scopes)
            words["tenants", default: []].append(tenant.id)
            words["scopes", default: []] += scopes
            words["groups", default: []].append(group)
            words["emails", default: []].append(tenant.person.email)
            words["passwords", default: []].append(tenant.person.password)
            for _ in 0..<3 {
                words["keys", default: []].append(try await makeKey(in: tenant, scopes: scopes, under: group))
            }
        }
        return words
    }

    /// The id of a key with these scopes, or where keys have none of their own, with this group.
    private func makeKey(in tenant: TestTenant, scopes: [String], under group: String) async throws -> String {
        let isGrouped =
            try await send(.GET, tenant.path + "/policy", token: tenant.token)
            .string("permission_model") == "GROUP"
        let permission: [JSON.Member] = [
            isGrouped
                ? JSON.Member("authorization_group_id", .string(group)) : JSON.Member("scopes", .strings(scopes))
        ]
        let body = JSON.object([JSON.Member("name", "Test key")] + permission)
        let reply = try await send(.POST, tenant.path + "/keys", body, token: tenant.token)
        return try #require(reply.string("key", "id"), "\(reply.text)")
    }
}
