import Domain
import NIOHTTP1
import TestSupport

extension GrantsWalk {
    // MARK: - Groups

    func createGroup(_ actor: Int, _ house: String) async throws {
        let scopes = Set(choice.some(of: world.houses[house]?.catalogue ?? []))
        let isForKeys = world.houses[house]?.usesGroups == true && choice.chance(50)
        let hold = world.rule(of: actor, over: house)
        let reply = try await ask(
            .POST,
            "/v1/tenants/\(house)/authorization-groups",
            [
                "name": .string("Group \(world.groups.count)"), "type": isForKeys ? "TENANT_API_KEY" : "USER",
                "scopes": .strings(scopes.sorted()),
            ],
            by: actor
        )
        let expected = verdict(hold, grants: hold.covers(scopes), done: 201)
        guard judge("create-group", reply, expected, "\(hold) grants \(scopes)"), let id = reply.string("id") else {
            return
        }
        world.groups[id] = Organisation.Group(house: house, isForKeys: isForKeys, scopes: scopes)
    }

    /// Only what is added is granted: to every key and everybody who has the group, oneself among them.
    func editGroup(_ actor: Int, _ house: String) async throws {
        let all = groups(of: house, forKeys: true) + groups(of: house, forKeys: false)
        guard let id = choice.one(of: all), let group = world.groups[id] else { return }
        let scopes = Set(choice.some(of: world.houses[house]?.catalogue ?? []))
        let hold = world.rule(of: actor, over: house)
        let path = "/v1/tenants/\(house)/authorization-groups/\(id)"
        let reply = try await ask(
            .PATCH,
            path,
            ["scopes": .strings(scopes.sorted())],
            by: actor,
            version: try await version(of: path)
        )
        let added = scopes.subtracting(group.scopes)
        let expected = verdict(hold, grants: hold.covers(added), done: 200)
        guard judge("edit-group", reply, expected, "\(hold) adds \(added)") else { return }
        world.groups[id]?.scopes = scopes
    }

    // MARK: - Members

    /// A role and a ceiling that somebody might be given here.
    private func grant(in house: String) -> (role: String, ceiling: String?) {
        let role = choice.one(of: world.roles(in: house)) ?? "MEMBER"
        return (role, choice.chance(60) ? choice.one(of: groups(of: house, forKeys: false)) : nil)
    }

    private func body(_ email: String, _ role: String, _ ceiling: String?) -> JSON {
        ["email": .string(email), "role": .string(role), "authorization_group_id": ceiling.map(JSON.string) ?? nil]
    }

    func letIn(_ actor: Int, _ house: String) async throws {
        let guest = Int.random(in: 0..<world.people.count, using: &choice)
        let (role, ceiling) = grant(in: house)
        let hold = world.rule(of: actor, over: house)
        let isHeld = world.covers(hold, ceiling: ceiling)
        let isThere = world.places.values.contains { $0.house == house && $0.person == guest && $0.role == role }
        let reply = try await ask(
            .POST,
            "/v1/tenants/\(house)/members",
            body(world.people[guest].email, role, ceiling),
            by: actor
        )
        let expected = verdict(hold, grants: isHeld, done: isThere ? 409 : 201)
        guard judge("let-in", reply, expected, "\(hold) makes \(role) under \(ceiling ?? "nothing")"),
            let id = reply.string("id")
        else { return }
        world.places[id] = Organisation.Place(house: house, person: guest, role: role, ceiling: ceiling)
    }

    /// Somebody whom nobody knows yet, who accepts at once.
    func invite(_ actor: Int, _ house: String) async throws {
        let (role, ceiling) = grant(in: house)
        let hold = world.rule(of: actor, over: house)
        let email = "walk\(world.people.count)-\(Int.random(in: 0..<1_000_000, using: &choice))@walk.example"
        let reply = try await ask(.POST, "/v1/tenants/\(house)/members", body(email, role, ceiling), by: actor)
        let expected = verdict(hold, grants: world.covers(hold, ceiling: ceiling), done: 201)
        guard judge("invite", reply, expected, "\(hold) makes \(role) under \(ceiling ?? "nothing")"),
            let url = reply.string("invitation", "url"), let token = url.split(separator: "=").last
        else { return }
        let person = TestPlatform.Person(email: email, password: "correct horse battery staple")
        let accepted = try await platform.send(
            .POST,
            "/v1/invitations/accept",
            ["token": .string(String(token)), "name": "Walk", "password": .string(person.password)]
        )
        guard judge("accept", accepted, 201, email), let member = accepted.string("member", "id"),
            let user = accepted.string("user", "id")
        else { return }
        world.people.append(
            Organisation.Someone(
                user: user,
                email: email,
                password: person.password,
                token: try await platform.signIn(person)
            )
        )
        world.places[member] = Organisation.Place(
            house: house,
            person: world.people.count - 1,
            role: role,
            ceiling: ceiling
        )
    }

    /// Another role, or another ceiling; often one's own.
    func changePlace(_ actor: Int, _ house: String) async throws {
        let own = world.places.filter { $0.value.person == actor && $0.value.house == house }.keys.sorted()
        guard let id = choice.one(of: choice.chance(40) && !own.isEmpty ? own : places(of: house)),
            let place = world.places[id]
        else { return }
        let (role, ceiling) = grant(in: house)
        let isThere = world.places.contains {
            $0 != id && $1.house == house && $1.person == place.person && $1.role == role
        }
        let hold = world.rule(of: actor, over: house)
        let isSame = place.role == role && place.ceiling == ceiling
        let isLast = world.isLastRuler(id) && !role.hasSuffix("_ADMIN")
        let path = "/v1/tenants/\(house)/members/\(id)"
        let reply = try await ask(
            .PATCH,
            path,
            ["role": .string(role), "authorization_group_id": ceiling.map(JSON.string) ?? nil],
            by: actor,
            version: try await version(of: path)
        )
        let expected = verdict(
            hold,
            grants: isSame || world.covers(hold, ceiling: ceiling),
            done: isThere || isLast ? 409 : 200
        )
        guard judge("change-place", reply, expected, "\(hold) makes \(role) under \(ceiling ?? "nothing")") else {
            return
        }
        world.places[id]?.role = role
        world.places[id]?.ceiling = ceiling
    }

    func remove(_ actor: Int, _ house: String) async throws {
        guard let id = choice.one(of: places(of: house)) else { return }
        let hold = world.rule(of: actor, over: house)
        let isLast = world.isLastRuler(id)
        let reply = try await ask(.DELETE, "/v1/tenants/\(house)/members/\(id)", by: actor)
        let expected = verdict(hold, grants: true, done: isLast ? 409 : 200)
        guard judge("remove", reply, expected, "\(hold)") else { return }
        try await forget(id)
    }

    func leave(_ actor: Int) async throws {
        guard let id = choice.one(of: world.places.filter { $0.value.person == actor }.keys.sorted()) else { return }
        let isLast = world.isLastRuler(id)
        let reply = try await ask(.DELETE, "/v1/me/memberships/\(id)", by: actor)
        guard judge("leave", reply, isLast ? 409 : 200, id) else { return }
        try await forget(id)
    }

    /// Whoever has lost their last place is signed out, and may sign in again.
    private func forget(_ id: String) async throws {
        guard let person = world.places.removeValue(forKey: id)?.person,
            !world.places.values.contains(where: { $0.person == person })
        else { return }
        let someone = world.people[person]
        world.people[person].token = try await platform.signIn(.init(email: someone.email, password: someone.password))
    }

    /// A link to somebody's password makes one that person: it takes all that they hold, everywhere.
    func takeOver(_ actor: Int, _ house: String) async throws {
        guard let id = choice.one(of: places(of: house)), let victim = world.places[id]?.person else { return }
        let isHeld = world.places.values.filter { $0.person == victim }.allSatisfy { place in
            world.covers(world.rule(of: actor, over: place.house), ceiling: place.ceiling)
        }
        let hold = world.rule(of: actor, over: house)
        let reply = try await ask(.POST, "/v1/tenants/\(house)/members/\(id)/password-link", [:], by: actor)
        _ = judge("take-over", reply, verdict(hold, grants: isHeld, done: 201), "\(hold), victim \(victim)")
    }
}
