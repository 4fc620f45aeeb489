internal import DequeModule
internal import Domain

/// Kids that are to be read, and who waits for each: taken from one tenant after the other, so that a flood of strange keys
/// does not keep other tenants' waiting. Routes that have led nowhere so far share one turn.
struct FillQueue<Waiter> {
    private var turns: Deque<TenantRoute?> = []
    private var kids: [TenantRoute?: Deque<Kid>] = [:]
    private var waiters: [Kid: [Waiter]] = [:]

    var isEmpty: Bool { turns.isEmpty }

    func count(of route: TenantRoute?) -> Int { kids[route]?.count ?? 0 }

    mutating func add(_ waiter: Waiter, for kid: Kid, of route: TenantRoute?) {
        waiters[kid, default: []].append(waiter)
        guard waiters[kid]?.count == 1 else { return }
        if kids[route] == nil { turns.append(route) }
        kids[route, default: []].append(kid)
    }

    mutating func take(most: Int) -> [(kid: Kid, waiters: [Waiter])] {
        var taken: [(Kid, [Waiter])] = []
        while taken.count < most, let route = turns.popFirst() {
            guard let kid = kids[route]?.popFirst() else { continue }
            taken.append((kid, waiters.removeValue(forKey: kid) ?? []))
            if kids[route]?.isEmpty == false { turns.append(route) } else { kids[route] = nil }
        }
        return taken
    }
}
