import BenchmarkSupport
import NIOCore
import NIOPosix

/// What a gateway asks about the benchmark's keys, in turns.
struct Question: Sendable {
    let name: String
    let requests: [String]

    /// As nginx asks.
    static func authorize(_ keys: [String], scope: String = "orders:read") -> Question {
        Question(name: "authorize", requests: keys.map { authorize($0, scope) })
    }

    private static func authorize(_ key: String, _ scope: String) -> String {
        """
        GET /v1/authorize?scope=\(scope)&environment=LIVE HTTP/1.1\r
        Host: latchkey\r
        X-Forwarded-For: 192.0.2.1\r
        X-Original-URI: /orders/17\r
        User-Agent: orders/1.0\r
        Accept: application/json\r
        Authorization: Bearer \(key)\r
        \r\n
        """
    }

    static func verify(_ keys: [String]) -> Question {
        Question(name: "verify", requests: keys.map(verify))
    }

    private static func verify(_ key: String) -> String {
        let body = "{\"key\":\"\(key)\",\"scopes\":[\"orders:read\"],\"ip\":\"192.0.2.1\",\"environment\":\"LIVE\"}"
        return """
            POST /v1/verify HTTP/1.1\r
            Host: latchkey\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
    }

    /// Of answers that are all as long as the first.
    func load(connections: Int, rate: Int = 0, port: Int) async throws -> HTTPLoad {
        let answer = try await ask(port: port)
        return HTTPLoad(requests: requests, answerLength: answer.count, connections: connections, rate: rate)
    }

    /// One answer, in full.
    func ask(port: Int) async throws -> [UInt8] {
        try await Exchange.answer(to: requests[0], port: port)
    }
}
