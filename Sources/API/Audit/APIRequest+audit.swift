internal import Domain
internal import Operations
internal import Wire

extension APIRequest {
    /// Whose trail: of the tenant in the path, or, where there is none, nil for the platform's own.
    var trail: ID<Tenant>? {
        get throws(Failure) {
            parameters["tenant"] == nil ? nil : try id("tenant", Tenant.self)
        }
    }

    /// `?actor=usr_…&action=key.revoke,key.rotate&exclude_action=staff.read&key=key_…&from=…&to=…&limit=25&cursor=…`, and
    /// `&tenants=ALL` where the path names none.
    var auditList: ListAuditEvents.Input {
        get throws(Failure) {
            let query = query
            let tenants: Field<ListAuditEvents.Tenants?> =
                parameters["tenant"] == nil
                ? query.optional("tenants", .enum(ListAuditEvents.Tenants.self)) : .valid(nil)
            let (actor, actions, excluded, key, object, from, to, limit, cursor, chosen) = try query.finish(
                query.optional("actor", .id(User.self)),
                query.optional("action", .auditActions, default: []),
                query.optional("exclude_action", .auditActions, default: []),
                query.optional("key", .id(APIKey.self)),
                query.optional("object", .auditObject),
                query.optional("from", .instant),
                query.optional("to", .instant),
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string),
                tenants
            )
            if key != nil, object != nil {
                throw .invalid([InputError("/query/object", "NOT_WITH_KEY", "A key is an object: name one of them.")])
            }
            return ListAuditEvents.Input(
                page: PageRequest(limit: limit, cursor: cursor),
                filter: AuditFilter(
                    actor: actor,
                    actions: actions,
                    excludedActions: excluded,
                    object: key?.description ?? object,
                    from: from,
                    to: to
                ),
                tenants: chosen
            )
        }
    }

    var auditExport: ExportTrail.Input {
        get throws(Failure) {
            let query = query
            let (from, to) = try query.finish(query.optional("from", .instant), query.optional("to", .instant))
            return ExportTrail.Input(from: from, to: to)
        }
    }
}

extension Reader where Value == [String] {
    /// Several, separated by commas. One that there is not is found nowhere.
    fileprivate static var auditActions: Self {
        .parsed("INVALID_ACTION", "up to 20 actions such as key.revoke, separated by commas") { text in
            let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let areActions = words.allSatisfy { word in
                1...64 ~= word.utf8.count && word.utf8.allSatisfy { byte in isOfAction(byte) }
            }
            return areActions && words.count <= 20 ? Array(Set(words)).sorted() : nil
        }
    }

    private static func isOfAction(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || [".", "_", "-"].contains(Unicode.Scalar(byte))
    }
}

extension Reader where Value == String {
    fileprivate static var auditObject: Self {
        .parsed("INVALID_OBJECT", "an id such as ten_01h455vb4pex5vsknk084sn02q, or a name") { text in
            let isPlain = text.unicodeScalars.allSatisfy { 0x21...0x7e ~= $0.value }
            return isPlain && 1...100 ~= text.utf8.count ? text : nil
        }
    }
}
