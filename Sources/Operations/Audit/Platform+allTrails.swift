internal import Domain
internal import Store

extension Platform {
    /// All trails as one, for staff, whose reading has been noted.
    func allTrails(_ input: ListAuditEvents.Input, effort: Int) async throws -> Page<AuditEventView> {
        let list = "audit events ALL \(input.filter.name)"
        let start = try input.page.cursor.map { try AuditPlace(json: try cursors.open($0, of: list)) }
        let places = try await database.readPlatform { transaction in
            transaction.auditPlaces(input.filter, before: start, limit: input.page.limit, effort: effort)
        }
        let next = places.next.map { cursors.seal($0.json, of: list) }
        guard !places.found.isEmpty else { return Page(elements: [], nextCursor: next) }
        let (rows, names) = try await database.readPlatform { transaction in
            (transaction.auditRows(at: places.found), transaction.names(of: Set(places.found.map(\.tenant))))
        }
        // Of people, staff's role sees staff alone.
        let people = try await database.readTenant(.platform) { $0.people(places.actors) }
        let views = rows.map { found in
            AuditEventView(
                row: found.row,
                in: found.tenant,
                people: people,
                tenantName: JSON(names[found.tenant])
            )
        }
        return Page(elements: views, nextCursor: next)
    }
}

extension AuditPlace {
    /// As it stands in a cursor.
    fileprivate var json: JSON {
        .array([.integer(at.microseconds), .string(tenant.description), .integer(sequence)])
    }

    fileprivate init(json: JSON) throws(Failure) {
        guard case .array(let parts) = json, parts.count == 3, case .integer(let at) = parts[0],
            case .string(let text) = parts[1], let tenant: ID<Tenant> = ID(text), case .integer(let sequence) = parts[2]
        else { throw .invalidCursor() }
        self.init(at: Instant(microseconds: at), tenant: tenant, sequence: sequence)
    }
}
