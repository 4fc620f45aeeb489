import Domain
import Foundation

/// The admin API of one instance, as a platform's own staff use it.
struct AdminAPI: Sendable {
    let port: Int
    private var token = ""

    init(port: Int, email: String, password: String) async throws {
        self.port = port
        let answer = try await post(
            "/v1/sessions",
            ["email": .string(email), "password": .string(password), "transport": "BEARER"]
        )
        token = try answer.text("token")
    }

    /// - Throws: ``Refused`` unless it is done.
    func post(_ path: String, _ body: JSON) async throws -> JSON {
        let text = body.text
        let answer = try await Exchange.answer(
            to: """
                POST \(path) HTTP/1.1\r
                Host: 127.0.0.1:\(port)\r
                Authorization: Bearer \(token)\r
                Latchkey-Reason: benchmark\r
                Content-Type: application/json\r
                Content-Length: \(text.utf8.count)\r
                Connection: close\r
                \r
                \(text)
                """,
            port: port
        )
        guard answer.starts(with: "HTTP/1.1 20".utf8), let head = answer.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Refused(path: path, answer: String(decoding: answer, as: UTF8.self))
        }
        return try JSON(parsing: answer[head.upperBound...])
    }
}

struct Refused: Error {
    let path: String
    let answer: String
}

extension JSON {
    func text(_ path: String...) throws -> String {
        guard case .string(let text)? = path.reduce(self as JSON?, { $0?[$1] }) else { throw NotAnAnswer() }
        return text
    }

    func number(_ path: String...) throws -> Double {
        switch path.reduce(self as JSON?, { $0?[$1] }) {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw NotAnAnswer()
        }
    }
}
