import AsyncHTTPClient
package import Domain
import NIOCore
package import NIOHTTP1

/// What a server answered.
package struct HTTPReply: Sendable {
    package let status: UInt
    package let headers: HTTPHeaders
    package let body: [UInt8]

    /// The body as JSON; null when it is empty.
    package var json: JSON {
        get throws { body.isEmpty ? .null : try JSON(parsing: body) }
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

extension TestPlatform {
    /// Asks the public listener.
    ///
    /// - Parameter json: sent as `application/json`; nothing is sent when it is nil.
    package func send(
        _ method: HTTPMethod, _ path: String, _ json: JSON? = nil, token: String? = nil, headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        var headers = headers
        if let token { headers.add(name: "Authorization", value: "Bearer \(token)") }
        return try await ask(publicURL + path, method, json, headers)
    }

    /// Asks the private listener.
    package func check(_ method: HTTPMethod, _ path: String, _ json: JSON? = nil, headers: HTTPHeaders = [:]) async throws
        -> HTTPReply
    {
        try await ask(privateURL + path, method, json, headers)
    }

    /// The verdict on a key, as a gateway gets it.
    package func verdict(_ key: String, scopes: [String] = []) async throws -> String? {
        try await check(.POST, "/v1/verify", ["key": .string(key), "scopes": .strings(scopes)]).string("verdict")
    }

    private func ask(_ url: String, _ method: HTTPMethod, _ json: JSON?, _ headers: HTTPHeaders) async throws -> HTTPReply {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        if let json {
            if !headers.contains(name: "Content-Type") {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
            request.body = .bytes(ByteBuffer(bytes: json.encoded()))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 8 << 20)
        return HTTPReply(status: response.status.code, headers: response.headers, body: Array(buffer: body))
    }
}
