package import Domain
internal import Store

/// What was signed of a trail, newest first: to be kept elsewhere, where whoever has the database cannot reach it.
package struct ListAuditCheckpoints: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter tenant: nil for the platform's own trail.
    package func callAsFunction(
        of tenant: ID<Tenant>?,
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<AuditCheckpoint> {
        let access = try await platform.approachTrail(of: tenant, for: call)
        let page = try read()
        let list = "audit heads \(access.tenant)"
        let start = try platform.cursors.place(in: page.cursor, of: list)
        let found = try await platform.read(access) { $0.checkpoints(before: start, limit: page.limit + 1) }
        return platform.cursors.page(found, limit: page.limit, of: list) { $0.place.json }
    }

    /// All of them, for whoever holds the database.
    package func callAsFunction(
        withoutAsking tenant: ID<Tenant>,
        telling tell: (AuditCheckpoint) -> Void
    ) async throws {
        var before = AuditCheckpoint.Place.end
        while true {
            let found = try await platform.database.readTenant(tenant) { [before] in
                $0.checkpoints(before: before, limit: 1000)
            }
            found.forEach(tell)
            guard let last = found.last else { return }
            before = last.place
        }
    }
}

extension AuditCheckpoint.Place {
    fileprivate var json: JSON { ["seq": .integer(sequence), "kind": .string(kind), "signer": .string(signer)] }
}

extension CursorSeal {
    fileprivate func place(in cursor: String?, of list: String) throws -> AuditCheckpoint.Place {
        guard let cursor else { return .end }
        let place = try open(cursor, of: list)
        guard case .integer(let sequence)? = place["seq"], case .string(let kind)? = place["kind"],
            case .string(let signer)? = place["signer"]
        else { throw Failure.invalidCursor() }
        return AuditCheckpoint.Place(sequence: sequence, kind: kind, signer: signer)
    }
}
