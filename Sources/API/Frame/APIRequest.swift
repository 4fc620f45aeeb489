package import Domain
package import HTTPTypes
package import Wire

/// What a handler gets: a request whose route is known and whose sender is, unless the route is public.
package struct APIRequest: Sendable {
    package let requestID: RequestID
    /// When it had arrived.
    package let receivedAt: Instant
    package let method: HTTPRequest.Method
    /// The route's template, such as `/v1/tenants/{tenant}`.
    package let route: String
    /// As sent, without the query.
    package let path: String
    /// Without `Host`.
    package let headers: HTTPFields
    /// Of the client, as far as the proxies before us can be believed.
    package let remoteAddress: IPAddress?

    let parameters: [String: String]
    let queryItems: [(name: String, value: String)]
    /// Whether the route declares any parameters of the query.
    let takesQuery: Bool
    /// In which a body can come.
    let mediaTypes: [String]
    let bodyBytes: [UInt8]
    let signedIn: Actor?
    /// How the token of their session came; nil on a public route.
    let transport: Transport?
    let provenance: Provenance

    /// Who asks.
    ///
    /// - Throws: `UNAUTHENTICATED` on a public route.
    package var actor: Actor {
        get throws(Failure) {
            guard let signedIn else { throw .unauthenticated() }
            return signedIn
        }
    }

    /// The parameter of the path, as text.
    ///
    /// - Throws: `INTERNAL` when the route's template has no such parameter.
    package func parameter(_ name: String) throws(Failure) -> String {
        guard let value = parameters[name] else {
            throw Failure(.internal, "\(route) has no parameter \(name).")
        }
        return value
    }

    /// The parameter of the path, as an id.
    ///
    /// - Throws: `NOT_FOUND` for what is no such id, the same as for one that does not exist.
    package func id<Entity>(_ name: String, _: Entity.Type) throws(Failure) -> ID<Entity> {
        guard let id = ID<Entity>(try parameter(name)) else { throw Failure(.notFound, "That is no id.") }
        return id
    }

    /// The query's parameters, to be read and `finish`ed. Each call starts anew.
    package var query: Fields {
        Fields(query: queryItems)
    }

    /// Refuses every parameter of the query when the route declares none.
    func requireDeclaredQuery() throws(Failure) {
        guard !takesQuery else { return }
        _ = try query.finish()
    }

    /// The body's fields, to be read and `finish`ed. Each call starts anew.
    ///
    /// - Throws: `INVALID_JSON` when it is empty or not JSON, `VALIDATION_FAILED` when it is no object.
    package func body() throws(Failure) -> Fields {
        try Fields(bodyJSON())
    }

    /// The body as it is, for what decodes itself and names its own errors, duplicate members among them.
    ///
    /// - Throws: `INVALID_JSON` when it is empty or not JSON.
    package func bodyJSON() throws(Failure) -> JSON {
        try JSONBody.decode(bodyBytes, contentType: headers[.contentType], as: mediaTypes)
    }

    /// As `body`, but no body is as good as an empty object.
    package func optionalBody() throws(Failure) -> Fields {
        bodyBytes.isEmpty ? try Fields([:]) : try body()
    }

    /// The header's value; nil when it was not sent.
    ///
    /// - Throws: `BAD_REQUEST` when it was sent more than once, or in another encoding than UTF-8.
    package func header(_ name: HTTPField.Name) throws(Failure) -> String? {
        let values = headers[values: name]
        guard values.count <= 1 else { throw Failure(.badRequest, "\(name.rawName) was sent more than once.") }
        // What the parser puts in place of bytes that are no UTF-8.
        let isUTF8 = !values.contains { $0.unicodeScalars.contains("\u{fffd}") }
        guard isUTF8 else { throw Failure(.badRequest, "\(name.rawName) is not UTF-8.") }
        return values.first
    }

    /// Why platform staff change a tenant's data: the header `Latchkey-Reason`, nil when it was not sent.
    ///
    /// - Throws: `VALIDATION_FAILED` pointing to `/headers/Latchkey-Reason`.
    package var reason: String? {
        get throws(Failure) {
            guard let text = try header(.latchkeyReason) else { return nil }
            do {
                return try Description(validating: text, at: "/headers/Latchkey-Reason").text
            } catch {
                throw .invalid([error])
            }
        }
    }
}
