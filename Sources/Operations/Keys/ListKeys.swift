package import Domain
internal import Store

/// A tenant's keys: by status (active, disabled, expired, revoked), and within one newest first.
package struct ListKeys: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        in tenant: ID<Tenant>,
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<KeyView> {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let list = "keys \(tenant)"
        let (policy, window) = try await platform.database.readTenant(tenant) { ($0.policy(), $0.usageWindow()) }
        _ = try approach.authorization(under: policy)
        let page = try read()
        let start = try page.cursor.map { try ListPosition(json: try platform.cursors.open($0, of: list)) }
        // A status can change with time alone; the first page's time holds for those that follow.
        let now = start?.now ?? window.now
        return try await platform.database.onTenant(tenant) { transaction in
            let found = try await walk(from: start, at: now, limit: page.limit + 1, transaction)
            let keys = platform.cursors.page(found, limit: page.limit, of: list) { status, key in
                ListPosition(now: now, status: status, key: KeyPosition(createdAt: key.createdAt, id: key.id)).json
            }
            let mentioned = Set(keys.elements.flatMap(\.key.people))
            let usage = transaction.usage(of: keys.elements.map(\.key.id), over: window)
            let people = try await transaction.result(transaction.people(mentioned))
            let usages = try await transaction.result(usage)
            return Page(
                elements: try keys.elements.map { _, key in
                    KeyView(key: try key.named(people), usage: usages[key.id], now: now)
                },
                nextCursor: keys.nextCursor
            )
        }
    }

    /// Four ranges, one behind the other, each along its own index: the cost does not grow with the page's depth.
    private func walk(
        from start: ListPosition?,
        at now: Instant,
        limit: Int,
        _ transaction: borrowing TenantTransaction
    ) async throws -> [(status: KeyStatus, key: StoredKey)] {
        var found: [(status: KeyStatus, key: StoredKey)] = []
        for status in KeyStatus.allCases.sorted() where status >= start?.status ?? .active && found.count < limit {
            let position = status == start?.status ? start?.key : nil
            let range = transaction.keys(being: status, at: now, before: position, limit: limit - found.count)
            found += try await transaction.result(range).map { (status, $0) }
        }
        return found
    }
}

/// Where a page of keys ended: the time that the list is told at, the range, and the place in it.
private struct ListPosition {
    let now: Instant
    let status: KeyStatus
    let key: KeyPosition

    init(now: Instant, status: KeyStatus, key: KeyPosition) {
        self.now = now
        self.status = status
        self.key = key
    }

    init(json: JSON) throws {
        guard case .integer(let now)? = json["now"], case .string(let status)? = json["status"],
            case .integer(let createdAt)? = json["created_at"], case .string(let id)? = json["id"],
            let status = KeyStatus(rawValue: status), let id = ID<APIKey>(id)
        else { throw Failure.invalidCursor() }
        self.init(
            now: Instant(microseconds: now),
            status: status,
            key: KeyPosition(createdAt: Instant(microseconds: createdAt), id: id)
        )
    }

    var json: JSON {
        [
            "now": .integer(now.microseconds), "status": .string(status.rawValue),
            "created_at": .integer(key.createdAt.microseconds), "id": .string(key.id.description),
        ]
    }
}
