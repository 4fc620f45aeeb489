import AsyncHTTPClient
package import Domain
import NIOCore
package import NIOHTTP1

/// What a server answered.
package struct HTTPReply: Sendable {
    package let status: UInt
    package let headers: HTTPHeaders
    package let body: [UInt8]

    /// Once, since it is asked for again and again.
    private let parsed: Result<JSON, JSONSyntaxError>

    /// The body as JSON; null when it is empty.
    package var json: JSON {
        get throws { try parsed.get() }
    }

    /// Whether this is an object with all members that the other has, and perhaps more.
    package func includes(_ other: Self) throws -> Bool {
        guard case .object(let members) = try other.json else { return false }
        return members.allSatisfy { self[$0.name] == $0.value }
    }

    /// A member of the body, by the path to it; arrays by index.
    package subscript(path: String...) -> JSON? {
        path.reduce(try? json) { json, step in
            guard case .array(let elements)? = json else { return json?[step] }
            return Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        }
    }

    package func string(_ path: String...) -> String? {
        guard case .string(let text)? = path.reduce(try? json, { $0?[$1] }) else { return nil }
        return text
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// All that a client could tell two answers apart by, without the request's id and the date.
    package var fingerprint: String {
        let ignored = ["date", "latchkey-request-id"]
        let fields = headers.map { "\($0.name.lowercased()): \($0.value)" }
            .filter { field in !ignored.contains { field.hasPrefix("\($0):") } }
        let bodyText = text.replacing(/req_[0-9a-z]{26}/, with: "req_")
        return (["\(status)"] + fields.sorted() + [bodyText]).joined(separator: "\n")
    }

    /// A problem's errors as `/pointer CODE`, sorted.
    package var errors: [String] {
        guard case .array(let errors)? = self["errors"] else { return [] }
        return errors.compactMap { error in
            guard case .string(let pointer)? = error["pointer"], case .string(let code)? = error["code"] else {
                return nil
            }
            return "\(pointer) \(code)"
        }.sorted()
    }

    /// One member of each element of a list's `data`, as text.
    package func data(_ member: String) -> [String] {
        guard case .array(let elements)? = self["data"] else { return [] }
        return elements.compactMap { element in
            guard case .string(let text)? = element[member] else { return nil }
            return text
        }
    }

    /// The problem's code.
    package var code: String? { string("code") }

    /// The pointers of a problem's errors, sorted.
    package var pointers: [String] {
        guard case .array(let errors)? = self["errors"] else { return [] }
        return errors.compactMap { error in
            guard case .string(let pointer)? = error["pointer"] else { return nil }
            return pointer
        }.sorted()
    }
}

/// Of its own, since the shared one has 8 connections to a server at once, which is no crowd.
private let client: HTTPClient = {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 250
    configuration.timeout.connect = .seconds(30)
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
}()

extension TestPlatform {
    /// Asks the public listener.
    ///
    /// - Parameter json: sent as `application/json`; nothing is sent when it is nil.
    package func send(
        _ method: HTTPMethod,
        _ path: String,
        _ json: JSON? = nil,
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        var headers = headers
        if let token { headers.add(name: "Authorization", value: "Bearer \(token)") }
        return try await ask(publicURL + path, method, json, headers)
    }

    /// Asks the private listener.
    package func check(_ method: HTTPMethod, _ path: String, _ json: JSON? = nil, headers: HTTPHeaders = [:])
        async throws
        -> HTTPReply
    {
        try await ask(privateURL + path, method, json, headers)
    }

    /// The verdict on a key, as a gateway gets it.
    package func verdict(_ key: String, scopes: [String] = []) async throws -> String? {
        try await check(.POST, "/v1/verify", ["key": .string(key), "scopes": .strings(scopes)]).string("verdict")
    }

    /// Asks the public listener with a body that need not be JSON, sent as `application/json`.
    package func send(
        _ method: HTTPMethod,
        _ path: String,
        bytes: [UInt8],
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        var headers = headers
        if let token { headers.add(name: "Authorization", value: "Bearer \(token)") }
        return try await ask(publicURL + path, method, bytes, headers)
    }

    private func ask(_ url: String, _ method: HTTPMethod, _ json: JSON?, _ headers: HTTPHeaders) async throws
        -> HTTPReply
    {
        try await ask(url, method, json.map { $0.encoded() }, headers)
    }

    private func ask(_ url: String, _ method: HTTPMethod, _ body: [UInt8]?, _ headers: HTTPHeaders) async throws
        -> HTTPReply
    {
        try await HTTPReply(from: url, method, headers: headers, body: body)
    }
}

extension HTTPReply {
    /// Asks any server.
    ///
    /// - Parameter body: sent as `application/json`, unless the headers say what else it is.
    package init(
        from url: String,
        _ method: HTTPMethod = .GET,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil
    ) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        if let body {
            if !headers.contains(name: "Content-Type") {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response = try await client.execute(request, timeout: .seconds(30))
        status = response.status.code
        self.headers = response.headers
        let body = Array(buffer: try await response.body.collect(upTo: 8 << 20))
        self.body = body
        parsed = Result { () throws(JSONSyntaxError) in body.isEmpty ? .null : try JSON(parsing: body) }
    }
}
