import Domain

/// What both endpoints are asked.
struct Asked: Sendable {
    var key: String
    var scopes: [String] = []
    var ip: String?
    var environment: String?
}

extension TestListener {
    /// `POST /v1/verify`.
    func verify(_ asked: Asked) async throws -> RawAnswer {
        var members = [
            JSON.Member("key", .string(asked.key)), JSON.Member("scopes", .array(asked.scopes.map(JSON.string))),
        ]
        if let ip = asked.ip { members.append(JSON.Member("ip", .string(ip))) }
        if let environment = asked.environment { members.append(JSON.Member("environment", .string(environment))) }
        return try await verify(body: JSON.object(members).text)
    }

    func verify(body: String) async throws -> RawAnswer {
        try await answer(
            to: "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    /// `GET /v1/authorize`, through a proxy on this machine when an address is asked for.
    func authorize(_ asked: Asked, _ parameters: [String] = []) async throws -> RawAnswer {
        var parameters = asked.scopes.map { "scope=\($0)" } + parameters
        if let environment = asked.environment { parameters.append("environment=\(environment)") }
        let query = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
        let forwarded = asked.ip.map { "X-Forwarded-For: \($0)\r\n" } ?? ""
        return try await authorize(query, "Authorization: Bearer \(asked.key)\r\n\(forwarded)")
    }

    func authorize(_ query: String, _ headers: String, method: String = "GET") async throws -> RawAnswer {
        try await answer(
            to: "\(method) /v1/authorize\(query) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n",
            isHead: method == "HEAD"
        )
    }

    /// The lines of `GET /metrics`.
    func metrics() async throws -> [String] {
        let answer = try await answer(to: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        return answer.body.split(separator: "\n").map(String.init)
    }
}

extension RawAnswer {
    var json: JSON {
        get throws { try JSON(parsing: Array(body.utf8)) }
    }

    /// The verdict of `/v1/verify`.
    var verdict: String? {
        guard case .string(let verdict)? = try? json["verdict"] else { return nil }
        return verdict
    }

    /// Names of the wrong fields of a 422.
    var pointers: [String] {
        guard case .array(let errors)? = try? json["errors"] else { return [] }
        return errors.compactMap { error in
            guard case .string(let pointer)? = error["pointer"] else { return nil }
            return pointer
        }
    }
}
