import Domain

/// What each cell of the matrix must be, from the design alone.
struct AccessOracle {
    let design: AccessDesign

    func answer(to asker: AccessWorld.Asker, _ row: AccessRow, _ relation: Relation) -> String {
        guard let place = asker.places[relation == .anothers ? .own : relation] else { return "" }
        if relation == .anothers, row.objects.isEmpty { return "" }
        if asker.person == nil { return "401" }
        switch row.kind {
        case .list: return canRead(place, asker) ? "200+" : "200-"
        case .create: return creating(under: place, asker, row)
        case .action(let action): return acting(action, on: place, asker, row, isOnAnothers: relation == .anothers)
        case .anyone, .signedIn, .staff, .presets, .directory: return ""
        }
    }

    /// Of a route that is about no tenant.
    func answer(to asker: AccessWorld.Asker, _ row: AccessRow) -> String {
        switch row.kind {
        case .list, .create, .action: return ""
        case .anyone: return row.success
        case .directory: return "401"
        case _ where asker.person == nil: return "401"
        case .signedIn: return row.isAboutAccount && asker.provider != nil ? "403 PASSWORD_REQUIRED" : row.success
        case .staff(let action):
            guard canEverywhere(action, asker) else { return "403" }
            return mark(needsReason: row.isChange) + row.success
        case .presets:
            let makesTenants = asker.memberships.contains {
                design.reach(of: $0.role, for: "tenant.create") != .never
            }
            return canEverywhere("policy.read", asker) || makesTenants ? row.success : "403"
        }
    }

    // MARK: About a tenant

    /// The order of refusals: 404, 403, missing reason, and only then what is there.
    private func acting(
        _ action: String,
        on place: AccessWorld.Place,
        _ asker: AccessWorld.Asker,
        _ row: AccessRow,
        isOnAnothers: Bool
    ) -> String {
        guard canRead(place, asker) else { return "404" }
        let isAsMember = can(action, in: place, asker)
        guard isAsMember || canEverywhere(action, asker) else { return "403" }
        if isAsMember, place.isSuspended, !row.survivesSuspension { return "403S" }
        let needsReason = !isAsMember && row.isChange && !action.hasPrefix("limit.")
        return mark(needsReason: needsReason) + (isOnAnothers ? "404" : row.success)
    }

    private func canRead(_ place: AccessWorld.Place, _ asker: AccessWorld.Asker) -> Bool {
        asker.platformRole != nil || can("tenant.read", in: place, asker)
    }

    private func can(_ action: String, in place: AccessWorld.Place, _ asker: AccessWorld.Asker) -> Bool {
        asker.memberships.contains { design.reach(of: $0.role, for: action).covers(place, from: $0.place) }
    }

    private func canEverywhere(_ action: String, _ asker: AccessWorld.Asker) -> Bool {
        asker.platformRole.map { design.reach(of: $0, for: action) == .any } ?? false
    }

    // MARK: A tenant that is still to be made

    /// The relation is that of its parent. Whoever cannot see the parent is told that there is none.
    private func creating(
        under parent: AccessWorld.Place,
        _ asker: AccessWorld.Asker,
        _ row: AccessRow
    ) -> String {
        let action = "tenant.create"
        if canEverywhere(action, asker) { return "R" + (parent.isPartner ? row.success : "422") }
        let makers = asker.memberships.filter { design.reach(of: $0.role, for: action) == .businessesUnderOwn }
        guard !makers.isEmpty else { return "403" }
        if makers.contains(where: { $0.place == parent }) { return parent.isSuspended ? "403S" : row.success }
        return asker.memberships.contains { $0.place == parent } ? "403" : "422="
    }

    private func mark(needsReason: Bool) -> String { needsReason ? "R" : "" }
}
