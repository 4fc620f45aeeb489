internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

extension APIRequest {
    /// Who asks, for the operation that is called.
    var call: Call {
        get throws(Failure) {
            Call(
                actor: try actor,
                request: requestID,
                remoteAddress: remoteAddress,
                reason: Result { () throws(Failure) in try reason },
                query: Result { () throws(Failure) in try requireDeclaredQuery() },
                idempotency: Result { () throws(Failure) in try idempotency }
            )
        }
    }

    /// Every POST of somebody who is signed in takes an idempotency key, and only a change of password makes nothing of it.
    private var idempotency: IdempotentRequest? {
        get throws(Failure) {
            guard method == .post, let key = try header(.idempotencyKey) else { return nil }
            return try IdempotentRequest(key: key, method: method.rawValue, path: path, body: bodyBytes)
        }
    }

    /// The version that the caller has seen, for a change that does not need one.
    var expectedVersion: VersionCondition? {
        get throws(Failure) { try header(.ifMatch).map(VersionCondition.init(ifMatch:)) }
    }

    var page: PageRequest {
        get throws(Failure) {
            let query = query
            let (limit, cursor) = try query.finish(
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string)
            )
            return PageRequest(limit: limit, cursor: cursor)
        }
    }
}

extension Page {
    /// `{"data": [], "next_cursor": null}`.
    func json(_ element: (Element) -> JSON) -> JSON {
        ["data": .array(elements.map(element)), "next_cursor": nextCursor.map(JSON.string) ?? nil]
    }
}
