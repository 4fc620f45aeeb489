import Domain
import Foundation
import Synchronization

/// The admin API, asked through whichever instance.
final class Admin: Sendable {
    private let instances: [Instance]
    private let token: String

    /// What one request, or all its repetitions, came to.
    enum Outcome: Sendable {
        /// A 2xx, and when the attempt was begun that it answered.
        case done(Line.Answer, sent: Moment)
        case refused(Line.Answer)
        /// Given up without a word on what became of it.
        case unknown
    }

    struct Request: Sendable {
        let method: String
        let path: String
        var json: JSON?
        var version: String?
        let idempotencyKey = Base62.random(20, using: .system)

        init(_ method: String, _ path: String, _ json: JSON? = nil, version: String? = nil) {
            self.method = method
            self.path = path
            self.json = json
            self.version = version
        }
    }

    init(signingInTo installation: Installation) throws {
        instances = installation.instances
        let first = installation.instances[0]
        let form: JSON = [
            "email": .string(installation.staff.email), "password": .string(installation.staff.password),
            "transport": "BEARER",
        ]
        let line = try Line(port: first.publicPort, patience: 30_000)
        try line.send(request("POST", "/v1/sessions", host: "127.0.0.1:\(first.publicPort)", body: form.encoded()))
        let answer = try line.answer()
        guard case .string(let token)? = try answer.json["token"] else { throw UnexpectedAnswer(answer) }
        self.token = token
    }

    struct UnexpectedAnswer: Error, CustomStringConvertible {
        let description: String

        init(_ answer: Line.Answer?) {
            description = answer.map { "\($0.status) \($0.text)" } ?? "no answer"
        }
    }

    /// One attempt; nil when it was not answered within the patience.
    func ask(_ wanted: Request, at number: Int, patience: Int = 7000) -> Line.Answer? {
        let instance = instances[number % instances.count]
        var headers = [("Authorization", "Bearer \(token)"), ("Latchkey-Reason", "The promise is being checked")]
        if wanted.method == "POST" { headers.append(("Idempotency-Key", wanted.idempotencyKey)) }
        if let version = wanted.version { headers.append(("If-Match", version)) }
        let bytes = request(
            wanted.method,
            wanted.path,
            host: "127.0.0.1:\(instance.publicPort)",
            headers: headers,
            body: wanted.json.map { $0.encoded() }
        )
        guard let line = try? Line(port: instance.publicPort, patience: patience), (try? line.send(bytes)) != nil else {
            return nil
        }
        return try? line.answer()
    }

    /// Asks until it is answered for good, each time through the next instance.
    ///
    /// - Parameters:
    ///   - number: of the first instance.
    ///   - onUnknown: is called for each attempt of which nothing is known.
    func insist(_ wanted: Request, at number: Int, onUnknown: () -> Void = {}) -> Outcome {
        var wanted = wanted
        for attempt in 0..<12 {
            if wanted.method == "PATCH" {
                guard let version = version(of: wanted.path, at: number + attempt) else {
                    pause(milliseconds: 200)
                    continue
                }
                wanted.version = version
            }
            let sent = Moment.now
            let answer = ask(wanted, at: number + attempt)
            switch answer?.status {
            case .some(200..<300): return answer.map { .done($0, sent: sent) } ?? .unknown
            // Another attempt is under way, or has changed it since we looked.
            case 409 where answer?.code == "IDEMPOTENCY_IN_FLIGHT", 412, 429: break
            case .some(400..<500): return answer.map(Outcome.refused) ?? .unknown
            default: onUnknown()
            }
            pause(milliseconds: 50)
        }
        return .unknown
    }

    private func version(of path: String, at number: Int) -> String? {
        guard let answer = ask(Request("GET", path), at: number, patience: 2000), answer.status == 200 else {
            return nil
        }
        return answer.header("ETag") ?? "*"
    }

    /// For setting up, while nothing is broken.
    func require(_ wanted: Request) throws -> JSON {
        guard case .done(let answer, _) = insist(wanted, at: 0) else {
            throw UnexpectedAnswer(ask(wanted, at: 0))
        }
        return try answer.json
    }
}

extension Line.Answer {
    var json: JSON { get throws { try JSON(parsing: body) } }

    var code: String? { string("code") }

    func string(_ path: String...) -> String? {
        guard case .string(let text)? = path.reduce(try? json, { $0?[$1] }) else { return nil }
        return text
    }

    /// How many verifiers were waited for until their lease had lapsed, if there is a receipt.
    var lapsed: Int64? {
        let inHeader = header("Latchkey-Receipt").flatMap { try? JSON(parsing: Array($0.utf8)) }
        guard case .integer(let lapsed)? = (inHeader ?? (try? json)?["receipt"])?["lapsed"] else { return nil }
        return lapsed
    }
}
