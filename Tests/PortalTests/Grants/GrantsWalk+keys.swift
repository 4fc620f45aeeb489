import Domain
import NIOHTTP1
import TestSupport

extension GrantsWalk {
    private func keys(of house: String) -> [String] {
        world.keys.filter { $0.value.house == house }.keys.sorted()
    }

    /// What a key can be given in this house.
    private func permissions(in house: String) -> (sent: JSON.Member, group: String?, scopes: Set<String>)? {
        guard let facts = world.houses[house] else { return nil }
        guard facts.usesGroups else {
            let scopes = choice.some(of: facts.catalogue)
            return (JSON.Member("scopes", .strings(scopes)), nil, Set(scopes))
        }
        guard let group = choice.one(of: groups(of: house, forKeys: true)) else { return nil }
        return (JSON.Member("authorization_group_id", .string(group)), group, world.groups[group]?.scopes ?? [])
    }

    func createKey(_ actor: Int, _ house: String) async throws {
        guard let wanted = permissions(in: house) else { return }
        let hold = world.craft(of: actor, over: house)
        let reply = try await ask(
            .POST,
            "/v1/tenants/\(house)/keys",
            .object([JSON.Member("name", "Walk"), wanted.sent]),
            by: actor
        )
        let expected = verdict(hold, grants: hold.covers(wanted.scopes), done: 201)
        guard judge("create", reply, expected, "\(hold) grants \(wanted.scopes)"), let id = reply.string("key", "id")
        else { return }
        world.keys[id] = Organisation.Key(
            house: house,
            group: wanted.group,
            scopes: wanted.group == nil ? wanted.scopes : []
        )
    }

    /// Both hand out a secret, and with it all that the key can do.
    func repeatKey(_ how: String, _ actor: Int, _ house: String) async throws {
        guard let id = choice.one(of: keys(of: house)), let key = world.keys[id] else { return }
        let hold = world.craft(of: actor, over: house)
        let reply = try await ask(.POST, "/v1/tenants/\(house)/keys/\(id)/\(how)", [:], by: actor)
        let expected = verdict(hold, grants: hold.covers(world.scopes(of: key)), done: how == "rotate" ? 200 : 201)
        guard judge(how, reply, expected, "\(hold) holds \(world.scopes(of: key))"), how == "duplicate",
            let copy = reply.string("key", "id")
        else { return }
        world.keys[copy] = key
    }

    /// Only what is added is granted.
    func editKey(_ actor: Int) async throws {
        let house = world.houses.first { $0.value.canEditPermissions }?.key ?? ""
        guard let wanted = permissions(in: house),
            let id = choice.one(of: keys(of: house)), let key = world.keys[id]
        else { return }
        let hold = world.craft(of: actor, over: house)
        let added = wanted.scopes.subtracting(world.scopes(of: key))
        let path = "/v1/tenants/\(house)/keys/\(id)"
        let reply = try await ask(.PATCH, path, .object([wanted.sent]), by: actor, version: try await version(of: path))
        let expected = verdict(hold, grants: hold.covers(added), done: 200)
        guard judge("edit-key", reply, expected, "\(hold) adds \(added)") else { return }
        world.keys[id]?.group = wanted.group
        world.keys[id]?.scopes = wanted.group == nil ? wanted.scopes : []
    }
}
