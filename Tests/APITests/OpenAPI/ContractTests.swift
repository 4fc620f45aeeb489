import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Schemathesis makes requests from the OpenAPI document, good and bad ones, alone and one after the other, and checks every
/// answer against it. Its settings, and why they are what they are, stand in `Tests/Contract/schemathesis.toml`.
@Suite("The server does what its OpenAPI document says")
struct ContractTests {
    /// Who asks. Each has a platform of their own, so that nobody takes away what another one is about to ask for.
    private enum Asker: CaseIterable {
        /// Of two businesses: the keys of one have scopes of their own. Those of the other have groups, and there the
        /// admin's own access has a ceiling, too low for the keys.
        case businessAdmin
        /// With a merchant.
        case partnerAdmin
        /// Who gives a reason, in tenants of all five presets.
        case superUser
        /// Somebody who signs in and out, which nobody else could do and go on.
        case visitor
    }

    @Test("whoever asks", .timeLimit(.minutes(10)))
    func contract() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for asker in Asker.allCases {
                group.addTask { try await withPlatform { platform in try await ask(platform, as: asker) } }
            }
            try await group.waitForAll()
        }
    }

    private func ask(_ platform: TestPlatform, as asker: Asker) async throws {
        switch asker {
        case .businessAdmin:
            let other = try await platform.makeAdmin("enterprise-dashboard", keyLimit: 500)
            let admin = try await platform.makeAdmin("tenant-settings", keyLimit: 500)
            try await platform.contract(as: admin.token, in: [other, admin]) { _ in
                let scopes = Array(try await platform.catalogue(of: admin).prefix(1))
                let ceiling = try await platform.makeGroup(in: admin, name: "People", type: "USER", scopes: scopes)
                try await platform.limit(admin.person, to: ceiling)
                try await platform.join(admin.person, to: other.id, as: .businessAdmin)
            }
        case .partnerAdmin:
            let admin = try await platform.makeAdmin("partner-portal")
            let merchant = try await platform.makeTenant("merchant-portal", parent: admin.id)
            let both = [admin, admin.in(merchant)]
            let staff = try await platform.makeStaff(.support)
            try await platform.contract(as: admin.token, in: both) { requests in
                // Then more can be asked for again.
                for (request, tenant) in zip(requests, both) {
                    expectStatus(try await platform.deny(request, of: tenant, staff), 200)
                }
            }
        case .superUser:
            var admins: [TestTenant] = []
            for preset in TestPlatform.presets { admins.append(try await platform.makeAdmin(preset)) }
            let reason = ["--header", "Latchkey-Reason: The contract is tested."]
            try await platform.contract(as: try await platform.signIn(platform.staff), in: admins, reason)
        case .visitor:
            let admin = try await platform.makeAdmin()
            try await platform.contract(as: admin.token, in: [admin], isVisit: true)
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
    ///   - prepare: what is done once that is there, each tenant's limit request too.
    ///   - isVisit: whether it is only about signing in and out. Otherwise it is about all else, since either ends sessions.
    fileprivate func contract(
        as token: String,
        in tenants: [TestTenant],
        _ arguments: [String] = [],
        isVisit: Bool = false,
        prepare: (_ limitRequests: [String]) async throws -> Void = { _ in }
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
        let words = try await dictionaries(of: tenants)
        for (name, words) in words {
            let lines = words.map { JSON.string($0).text + "\n" }.joined()
            try Data(lines.utf8).write(to: folder.appending(path: "\(name).txt"))
        }
        let requests = words["limit_requests"] ?? []
        let homes = zip(requests, tenants).map { JSON.Member($0, .string($1.id)) }
        try Data(JSON.object(homes).text.utf8).write(to: folder.appending(path: "homes.json"))
        try await prepare(requests)
        let chosen = isVisit ? "--include-operation-id" : "--exclude-operation-id"
        try await ContractTools.run(
            "schemathesis",
            [
                "run", "\(publicURL)/openapi.json", "--checks", "all", "--seed", "1", "--max-examples", "6",
            ]
                + ["createSession", "signOut", "deleteSession", "deleteOtherSessions", "changePassword"].flatMap {
                    [chosen, $0]
                } + [
                    // Signing out leads nowhere, so there are no sequences to try.
                    "--phases", "examples,coverage,fuzzing" + (isVisit ? "" : ",stateful"),
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
            words["limit_requests", default: []].append(try await makeLimitRequest(1000, in: tenant))
            words["members", default: []].append(
                try await membership(of: try await makePerson(.member, in: tenant.id))
            )
            words["invitations", default: []].append(try await makeInvitation(in: tenant).id)
            for _ in 0..<3 {
                let webhook = try await makeWebhook(in: tenant)
                words["webhook_endpoints", default: []].append(webhook.id)
                words["webhook_deliveries", default: []].append(try await makeDelivery(to: webhook))
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
