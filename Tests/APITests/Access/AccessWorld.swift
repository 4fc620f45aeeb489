import Domain
import TestSupport
import Testing

/// How a tenant stands to the person who asks.
enum Relation: String, CaseIterable {
    case own, child, parent, sibling, foreign, granted
    case expired = "expired grant"
    case suspended
    case partnerSuspended = "partner suspended"
    /// The own tenant in the path, and something of another tenant behind it.
    case anothers = "another's"
}

/// Tenants in every relation, and somebody in every role who asks about them.
struct AccessWorld {
    struct Place: Hashable {
        let id: String
        var parent: String?
        var isPartner = false
        /// Itself, or its partner.
        var isSuspended = false
    }

    struct Asker {
        let name: String
        var platformRole: Role?
        /// Those that are live and that their session covers.
        var memberships: [(role: Role, place: Place)] = []
        var places: [Relation: Place]
        /// Nil when signed out.
        var person: TestPlatform.Person?
        /// The tenant whose identity provider vouches for them.
        var provider: Place?
        var token: String?
    }

    let askers: [Asker]
    /// Somebody of each tenant who may do there whatever its own people may.
    let insiders: [Place: TestTenant]
    let superUser: String
}

extension AccessWorld {
    static func make(on platform: TestPlatform) async throws -> AccessWorld {
        let partner = try await place(platform, isPartner: true)
        let merchant = try await place(platform, under: partner)
        let otherPartner = try await place(platform, isPartner: true)
        let suspendedPartner = try await place(platform, isPartner: true, isSuspended: true)
        let places: [Relation: Place] = [
            .own: merchant, .parent: partner,
            .sibling: try await place(platform, under: partner), .foreign: try await place(platform),
            .granted: try await place(platform), .expired: try await place(platform),
            .suspended: try await place(platform, isSuspended: true),
            .partnerSuspended: try await place(platform, under: suspendedPartner, isSuspended: true),
        ]
        var atPartner = places
        (atPartner[.own], atPartner[.parent], atPartner[.child]) = (partner, nil, merchant)
        (atPartner[.sibling], atPartner[.suspended]) = (otherPartner, suspendedPartner)

        var insiders: [Place: TestTenant] = [:]
        for place in Set(places.values).union(atPartner.values) {
            let role = place.isPartner ? Role.partnerAdmin : .businessAdmin
            insiders[place] = try await platform.makePerson(role, in: place.id)
        }
        let askers = [
            try await staff(.superUser, places, platform), try await staff(.support, places, platform),
            try await asker("PARTNER_ADMIN", .partnerAdmin, atPartner, [.own, .suspended], platform),
            try await asker("BUSINESS_ADMIN", .businessAdmin, places, [.own, .suspended, .partnerSuspended], platform),
            try await asker("ADVISOR", .advisor, places, [.own, .suspended, .partnerSuspended], platform),
            try await asker("MEMBER", .member, places, [.own, .suspended, .partnerSuspended], platform),
            try await asker("MEMBER of a partner", .member, atPartner, [.own, .suspended], platform),
            try await fromProvider(places, platform), Asker(name: "signed out", places: places),
        ]
        for place in insiders.keys where place.isSuspended {
            if place.parent == nil { try await platform.suspend(place.id) }
        }
        return AccessWorld(
            askers: askers,
            insiders: insiders,
            superUser: try await platform.makeStaff(.superUser)
        )
    }

    /// A tenant whose catalogue has `customers:read`, and whose keys everybody may act on who may at all.
    private static func place(
        _ platform: TestPlatform,
        under parent: Place? = nil,
        isPartner: Bool = false,
        isSuspended: Bool = false
    ) async throws -> Place {
        let id = try await platform.makeTenant(
            isPartner ? "partner-portal" : "business-integrations",
            kind: isPartner ? "PARTNER" : "BUSINESS",
            parent: parent?.id,
            keyLimit: 1000
        )
        if isPartner {
            try await platform.amendPolicy(
                of: id,
                #"scopes = '[{"name": "customers:read", "label": "Customers", "description": ""}]'"#
            )
        }
        return Place(id: id, parent: parent?.id, isPartner: isPartner, isSuspended: isSuspended)
    }

    /// Somebody of the platform's own, to whom no tenant is theirs.
    private static func staff(
        _ role: Role,
        _ places: [Relation: Place],
        _ platform: TestPlatform
    ) async throws -> Asker {
        let person = try await platform.operations.makeStaff(role, "Test Staff")
        return try await granted(
            Asker(name: role.rawValue, platformRole: role, places: places, person: person),
            platform
        )
    }

    /// Somebody with this role wherever the tenant is theirs.
    private static func asker(
        _ name: String,
        _ role: Role,
        _ places: [Relation: Place],
        _ theirs: [Relation],
        _ platform: TestPlatform
    ) async throws -> Asker {
        let homes = theirs.compactMap { places[$0] }
        let person = try await platform.makePerson(role, in: homes[0].id).person
        for home in homes.dropFirst() { try await platform.join(person, to: home.id, as: role) }
        return try await granted(
            Asker(name: name, memberships: homes.map { (role, $0) }, places: places, person: person),
            platform
        )
    }

    /// With an advisor's access to a client, and one to another that has ended.
    private static func granted(_ asker: Asker, _ platform: TestPlatform) async throws -> Asker {
        var asker = asker
        let (person, places) = (try #require(asker.person), asker.places)
        let (client, former) = (try #require(places[.granted]), try #require(places[.expired]))
        try await platform.join(person, to: client.id, as: .advisor)
        try await platform.join(person, to: former.id, as: .advisor)
        try await platform.end(person, in: former.id, at: .at("2026-01-01T00:00:00Z"))
        asker.memberships.append((.advisor, client))
        asker.token = try await platform.signIn(person)
        return asker
    }

    /// Somebody who is more than their tenant's identity provider can say: its word is good in that tenant alone.
    private static func fromProvider(
        _ places: [Relation: Place],
        _ platform: TestPlatform
    ) async throws -> Asker {
        let theirs: [Relation] = [.own, .suspended, .partnerSuspended]
        var asker = try await asker("by identity provider", .businessAdmin, places, theirs, platform)
        let (person, home) = (try #require(asker.person), try #require(places[.own]))
        try await platform.promote(person, to: .superUser)
        asker.memberships = [(.businessAdmin, home)]
        asker.provider = home
        asker.token = try await asker.signedInAgain(on: platform)
        return asker
    }
}

extension AccessWorld.Asker {
    /// Somebody else who is the same.
    func double(on platform: TestPlatform) async throws -> AccessWorld.Asker {
        guard person != nil else { return self }
        var double = self
        if let platformRole {
            let person = try await platform.operations.makeStaff(platformRole, "Test Staff")
            try await platform.join(person, to: try #require(places[.granted]).id, as: .advisor)
            double.person = person
        } else {
            let home = try #require(memberships.first)
            double.person = try await platform.makePerson(home.role, in: home.place.id).person
        }
        double.token = try await double.signedInAgain(on: platform)
        return double
    }

    /// The token of a new session.
    func signedInAgain(on platform: TestPlatform) async throws -> String {
        let person = try #require(person)
        guard let provider else { return try await platform.signIn(person) }
        return try await platform.signIn(person, by: provider.id)
    }
}
