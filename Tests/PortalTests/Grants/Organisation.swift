import Domain

/// What a random organisation is, by rules of its own: who holds what, where. It knows nothing of the code under test.
struct Organisation {
    struct House {
        let isPartner: Bool
        let parent: String?
        /// Whether keys take a group rather than scopes.
        let usesGroups: Bool
        let canEditPermissions: Bool
        let catalogue: [String]
        let keyRoles: Set<String>
    }

    struct Someone {
        let user: String
        let email: String
        let password: String
        var token: String
    }

    struct Place: Equatable {
        let house: String
        let person: Int
        var role: String
        var ceiling: String?
    }

    struct Group: Equatable {
        let house: String
        let isForKeys: Bool
        var scopes: Set<String>
    }

    struct Key: Equatable {
        let house: String
        var group: String?
        var scopes: Set<String>
    }

    /// By the ids that the API tells.
    var houses: [String: House] = [:]
    var people: [Someone] = []
    var places: [String: Place] = [:]
    var groups: [String: Group] = [:]
    var keys: [String: Key] = [:]

    /// What somebody may grant in a house.
    enum Hold: Equatable {
        /// They do not know that it is there.
        case nothing
        /// They know, and have no say in this.
        case sight
        case within(Set<String>)
        case everything

        func covers(_ scopes: Set<String>) -> Bool {
            switch self {
            case .nothing, .sight: false
            case .within(let held): scopes.isSubset(of: held)
            case .everything: true
            }
        }
    }

    /// What a person holds as one who runs the house's people and groups.
    func rule(of person: Int, over house: String) -> Hold {
        hold(of: person, over: house) { place in
            place.role == (houses[place.house]?.isPartner == true ? "PARTNER_ADMIN" : "BUSINESS_ADMIN")
        }
    }

    /// What a person holds as one who works with the house's keys.
    func craft(of person: Int, over house: String) -> Hold {
        let roles = houses[house]?.keyRoles ?? []
        return hold(of: person, over: house) { $0.role != "MEMBER" && roles.contains($0.role) }
    }

    private func hold(of person: Int, over house: String, by counts: (Place) -> Bool) -> Hold {
        let near = places.values.filter { $0.person == person && reaches($0, house) }
        guard !near.isEmpty else { return .nothing }
        let counting = near.filter(counts)
        guard !counting.isEmpty else { return .sight }
        let ceilings = counting.compactMap(\.ceiling)
        guard ceilings.count == counting.count else { return .everything }
        return .within(ceilings.reduce(into: []) { $0.formUnion(groups[$1]?.scopes ?? []) })
    }

    /// A partner's admin reaches its businesses too.
    private func reaches(_ place: Place, _ house: String) -> Bool {
        place.house == house || place.role == "PARTNER_ADMIN" && houses[house]?.parent == place.house
    }

    /// Whether somebody could give all of this: nobody has a role here that its rulers could not give.
    func covers(_ ruler: Hold, ceiling: String?) -> Bool {
        guard let ceiling else { return ruler == .everything }
        return ruler.covers(groups[ceiling]?.scopes ?? [])
    }

    func isLastRuler(_ id: String) -> Bool {
        guard let place = places[id], place.role.hasSuffix("_ADMIN") else { return false }
        return !places.contains { $0 != id && $1.house == place.house && $1.role.hasSuffix("_ADMIN") }
    }

    /// Of those, what a key can do now.
    func scopes(of key: Key) -> Set<String> {
        key.group.flatMap { groups[$0]?.scopes } ?? key.scopes
    }

    func roles(in house: String) -> [String] {
        houses[house]?.isPartner == true ? ["PARTNER_ADMIN", "MEMBER"] : ["BUSINESS_ADMIN", "ADVISOR", "MEMBER"]
    }
}
