import Domain

/// The tenants, groups and keys that a run begins with, made through the admin API.
struct Cast: Sendable {
    let places: [Place]

    func isPartner(_ place: Place) -> Bool {
        places.contains { $0.parent === place }
    }

    static func make(through admin: Admin) throws -> Cast {
        let partner = try tenant("Partner", "PARTNER", "partner-portal", ("merchants:read", "reports:read"), admin)
        let starter = ("customers:read", "payments:write")
        return Cast(places: [
            partner,
            try tenant("Child One", "BUSINESS", "business-integrations", starter, under: partner, admin),
            try tenant("Child Two", "BUSINESS", "business-integrations", starter, under: partner, admin),
            try tenant("Alone", "BUSINESS", "business-integrations", starter, admin),
            try tenant("Grouped", "BUSINESS", "tenant-settings", starter, groups: 3, admin),
        ])
    }

    func makeKeys(_ count: Int, through admin: Admin) throws -> [Key] {
        try (0..<count).map { number in
            let place = places[number % places.count]
            let group = place.groups.isEmpty ? nil : place.groups[number / places.count % place.groups.count]
            return try makeKey(in: place, group, through: admin, at: number)
        }
    }

    func makeKey(in place: Place, _ group: Group?, through admin: Admin, at instance: Int) throws -> Key {
        let (kept, taken) = place.scopes
        let permissions: JSON.Member =
            if let group {
                JSON.Member("authorization_group_id", .string(group.id))
            } else {
                JSON.Member("scopes", [.string(kept), .string(taken)])
            }
        let addresses: JSON = [.string(Key.addresses.kept), .string(Key.addresses.taken)]
        let wanted = Admin.Request(
            "POST",
            place.path + "/keys",
            .object([JSON.Member("name", "Checked"), JSON.Member("ip_allowlist", addresses), permissions])
        )
        guard case .done(let answer, _) = admin.insist(wanted, at: instance), let id = answer.string("key", "id"),
            let secret = answer.string("secret")
        else { throw Admin.UnexpectedAnswer(admin.ask(wanted, at: instance)) }
        return Key(id, secret: secret, in: place, group: group)
    }

    private static func tenant(
        _ name: String,
        _ kind: String,
        _ preset: String,
        _ scopes: (String, String),
        under parent: Place? = nil,
        groups: Int = 0,
        _ admin: Admin
    ) throws -> Place {
        let form: JSON = [
            "name": .string(name), "kind": .string(kind), "policy": .string(preset), "key_limit": 100_000,
            "parent_id": parent.map { .string(String($0.path.split(separator: "/").last ?? "")) } ?? .null,
        ]
        let id = try text(try admin.require(Admin.Request("POST", "/v1/tenants", form)), "id")
        let path = "/v1/tenants/\(id)"
        _ = try admin.require(Admin.Request("PATCH", path + "/policy", permissive))
        let made = try (0..<groups).map { number in
            let form: JSON = [
                "name": .string("Group \(number)"), "type": "TENANT_API_KEY",
                "scopes": [.string(scopes.0), .string(scopes.1)],
            ]
            let group = try admin.require(Admin.Request("POST", path + "/authorization-groups", form))
            return Group(try text(group, "id"), in: path)
        }
        return Place(name, path: path, parent: parent, scopes: scopes, groups: made)
    }

    /// So that everything that some policy allows can be done in every tenant.
    private static let permissive: JSON = [
        "permission_editing": "EDITABLE", "rotation_grace_max": 86_400, "rotation_sets_expiry": true,
        "expiry_mode": "OPTIONAL", "expiry_presets": [], "expiry_default": nil,
    ]

    private static func text(_ json: JSON, _ name: String) throws -> String {
        guard case .string(let text)? = json[name] else { throw SocketError(name, code: 0) }
        return text
    }
}
