import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite("The pages of a list of keys")
struct ListKeysTests {
    private static let start = Instant(microseconds: 1_900_000_000_000_000)

    /// Few looks and small sets, so that every way of finding keys is gone.
    private static let efforts = [
        KeyListEffort(), KeyListEffort(looks: 40, few: 1000), KeyListEffort(looks: 9, few: 3),
        KeyListEffort(looks: 1, few: 0),
    ]

    @Test("together are the filtered, sorted whole, whatever the filter, the order, the page's size and the effort")
    func wholes() async throws {
        try await withStage { stage in
            let clock = TestClock(Self.start)
            let platform = try platform(stage, clock)
            let tenant = try await stage.makeTenant()
            var model = KeyModel(tenant: tenant, seed: 11)
            try await model.add(120, at: clock.now, to: stage.database)
            for round in 0..<60 {
                let (filter, sort) = (try randomFilter(model), model.pick(KeySort.allCases))
                let effort = model.pick(Self.efforts)
                let list = ListKeys(platform: platform, effort: effort)
                let limit = model.pick([1, 2, 7, 100])
                let pages = try await walk(list, tenant, stage.staff, filter, sort, limit)
                #expect(
                    pages == model.list(filter, sort, at: clock.now),
                    "round \(round): \(filter) \(sort) limit \(limit) looks \(effort.looks)"
                )
            }
        }
    }

    @Test("together have every key once that stays as it is, while others come, go and are revoked, and time passes")
    func disturbed() async throws {
        try await withStage { stage in
            let clock = TestClock(Self.start)
            let platform = try platform(stage, clock)
            let tenant = try await stage.makeTenant()
            var model = KeyModel(tenant: tenant, seed: 12)
            try await model.add(80, at: clock.now, to: stage.database)
            for round in 0..<30 {
                let (filter, sort) = (try randomFilter(model), model.pick(KeySort.allCases))
                let list = ListKeys(platform: platform, effort: model.pick(Self.efforts))
                let (now, before) = (clock.now, model)
                var touched: Set<ID<APIKey>> = []
                let pages = try await walk(list, tenant, stage.staff, filter, sort, model.pick([2, 9])) {
                    guard touched.count < 12 else { return }
                    let known = Set(model.keys.map(\.id))
                    clock.advance(by: .seconds(7200))
                    try await model.add(2, at: clock.now, to: stage.database)
                    touched.formUnion(Set(model.keys.map(\.id)).subtracting(known))
                    touched.formUnion(try await model.disturb(at: clock.now, in: stage.database))
                    // Stamps what has expired since, which moves nothing in a list that was begun before.
                    _ = try await ExpireKeys(platform: platform).callAsFunction(in: tenant)
                }
                #expect(
                    pages.filter { !touched.contains($0) }
                        == before.list(filter, sort, at: now).filter { !touched.contains($0) },
                    "round \(round): \(filter) \(sort)"
                )
            }
        }
    }

    @Test("look at no more than they may, and go on where they stopped, though they may be empty")
    func shortPages() async throws {
        try await withStage { stage in
            let clock = TestClock(Self.start)
            let tenant = try await stage.makeTenant()
            var model = KeyModel(tenant: tenant, seed: 13)
            try await model.add(50, at: clock.now, to: stage.database)
            let list = ListKeys(platform: try platform(stage, clock), effort: KeyListEffort(looks: 50))
            let filter = KeyFilter(unusedFor: ExpiryPreset("9999y"))
            var cursor: String?
            for _ in 0..<5 {
                let page = try await list(
                    in: tenant,
                    { .init(page: PageRequest(cursor: cursor), filter: filter, sort: .name) },
                    call: stage.staff
                )
                #expect(page.elements.isEmpty)
                cursor = page.nextCursor
                #expect(cursor != nil)
            }
            let end = try await list(
                in: tenant,
                { .init(page: PageRequest(cursor: cursor), filter: filter, sort: .name) },
                call: stage.staff
            )
            #expect(end.nextCursor == nil)
        }
    }

    @Test("begin where an index has what is asked for, in the order asked for")
    func firstPages() async throws {
        try await withStage { stage in
            let clock = TestClock(Self.start)
            let tenant = try await stage.makeTenant()
            var model = KeyModel(tenant: tenant, seed: 14)
            try await model.add(200, at: clock.now, to: stage.database)
            let effort = KeyListEffort(looks: 60, few: 3)
            let list = ListKeys(platform: try platform(stage, clock), effort: effort)
            var crowded = KeyFilter()
            crowded.search = try KeySearch(validating: "be", at: "/q")
            let asked: [(KeyFilter, KeySort)] = [
                (crowded, .name), (crowded, .nameDescending), (KeyFilter(statuses: [.active]), .expiry),
                (KeyFilter(statuses: [.disabled]), .expiryDescending), (KeyFilter(statuses: [.expired]), .expiry),
                (KeyFilter(statuses: [.expired]), .expiryDescending),
            ]
            for (filter, sort) in asked {
                let page = try await list(
                    in: tenant,
                    { .init(page: PageRequest(limit: 2), filter: filter, sort: sort) },
                    call: stage.staff
                )
                let expected = model.list(filter, sort, at: clock.now).prefix(2)
                #expect(expected.count == 2, "\(filter) \(sort)")
                #expect(page.elements.map(\.key.id) == Array(expected), "\(filter) \(sort)")
            }
        }
    }

    private func platform(_ stage: Stage, _ clock: TestClock) throws -> Platform {
        Platform(database: Database(pool: stage.pool, clock: clock.wallClock), peppers: try .test)
    }

    private func randomFilter(_ model: KeyModel) throws -> KeyFilter {
        var filter = KeyFilter()
        if model.random(2) == 0 { filter.statuses = Set(KeyStatus.allCases.filter { _ in model.random(2) == 0 }) }
        if model.random(3) == 0 { filter.expiration = model.pick(Expiration.allCases) }
        if model.random(3) == 0 { filter.environment = model.pick(Environment.allCases) }
        if model.random(3) == 0 { filter.group = model.pick(model.groups) }
        if model.random(4) == 0 { filter.unusedFor = ExpiryPreset(model.pick(["1d", "90d", "1y"])) }
        if model.random(2) == 0 {
            let texts = [
                "A", "al", "AL_", "al%", "al\\", "ä", "be\u{10FFFF}", "be\u{D7FF}", "日本", "s", "sk", "sk_", "sk_li",
                "sk_test", "sk_live_", "sk_live_K1", "ptn_test_Z…", "K1", "k1a", "Zzzzzz1", "x", "",
            ]
            filter.search = try KeySearch(validating: model.pick(texts), at: "/q")
        }
        return filter
    }

    /// The ids on all pages, with something happening after each.
    private func walk(
        _ list: ListKeys,
        _ tenant: ID<Tenant>,
        _ call: Call,
        _ filter: KeyFilter,
        _ sort: KeySort,
        _ limit: Int,
        between: () async throws -> Void = {}
    ) async throws -> [ID<APIKey>] {
        var ids: [ID<APIKey>] = []
        var cursor: String?
        for _ in 0..<2000 {
            let request = PageRequest(limit: limit, cursor: cursor)
            let page = try await list(in: tenant, { .init(page: request, filter: filter, sort: sort) }, call: call)
            #expect(page.elements.count <= limit)
            ids += page.elements.map(\.key.id)
            guard let next = page.nextCursor else { return ids }
            cursor = next
            try await between()
        }
        Issue.record("the list does not end")
        return ids
    }
}
