import Domain
import NIOHTTP1
import TestSupport

extension GrantsWalk {
    /// Two partners with businesses below them and businesses of their own, a ruler in each, and people in random places.
    func settle() async throws {
        for _ in 0..<2 {
            let partner = try await build("partner-portal", kind: "PARTNER", parent: nil, roles: ["PARTNER_ADMIN"])
            try await build(
                "merchant-portal",
                kind: "BUSINESS",
                parent: partner,
                roles: ["PARTNER_ADMIN", "BUSINESS_ADMIN"]
            )
            try await build(
                "business-integrations",
                kind: "BUSINESS",
                parent: partner,
                roles: ["PARTNER_ADMIN", "BUSINESS_ADMIN", "ADVISOR"]
            )
        }
        try await build("tenant-settings", kind: "BUSINESS", parent: nil, roles: ["BUSINESS_ADMIN"])
        for house in world.houses.keys.sorted() {
            let role: Role = world.houses[house]?.isPartner == true ? .partnerAdmin : .businessAdmin
            try await admit(
                try await platform.makePerson(role, in: house, password: "correct horse battery staple"),
                role
            )
        }
    }

    private static let catalogue = JSON.array(
        ["a", "b", "c", "d", "e"].map { ["name": .string("\($0):use"), "label": .string($0), "description": ""] }
    )

    @discardableResult
    private func build(_ preset: String, kind: String, parent: String?, roles: Set<String>) async throws
        -> String
    {
        let id = try await platform.makeTenant(preset, kind: kind, parent: parent, keyLimit: 10_000)
        // One catalogue for all, or a partner's ceiling would hold nothing that its businesses know.
        try await platform.amendPolicy(of: id, "scopes = '\(Self.catalogue.text)'")
        let policy = try await platform.send(.GET, "/v1/tenants/\(id)/policy", token: observer)
        guard case .array(let scopes)? = policy["scopes"] else { return id }
        world.houses[id] = Organisation.House(
            isPartner: kind == "PARTNER",
            parent: parent,
            usesGroups: preset == "tenant-settings",
            canEditPermissions: preset == "tenant-settings",
            catalogue: scopes.compactMap { scope in
                guard case .string(let name)? = scope["name"] else { return nil }
                return name
            },
            keyRoles: roles
        )
        return id
    }

    private func admit(_ person: TestTenant, _ role: Role) async throws {
        let me = try await platform.send(.GET, "/v1/me", token: person.token)
        guard let user = me.string("user", "id"), case .string(let place)? = me["memberships", "0", "id"] else {
            return
        }
        world.places[place] = Organisation.Place(
            house: person.id,
            person: world.people.count,
            role: role.rawValue,
            ceiling: nil
        )
        world.people.append(
            Organisation.Someone(
                user: user,
                email: person.person.email,
                password: person.person.password,
                token: person.token
            )
        )
    }
}
