import Domain
import Testing

@Suite("Random bytes", .serialized, .timeLimit(.minutes(2)))
struct FuzzTests {
    private static let good = Array("GET /v1/public HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n\r\n".utf8)
    private static let goodBody = Array(
        post("Content-Type: application/json\r\nContent-Length: 12", "{\"name\":\"a\"}").utf8
    )

    @Test("never crash the server, never hang it, and never get a 2xx for what is no request", arguments: 0..<8)
    func mutations(seed: UInt64) async throws {
        let random = Random(seed)
        try await TestServer.with { server in
            for round in 0..<500 {
                let original = round.isMultiple(of: 2) ? Self.good : Self.goodBody
                let bytes = random.mutation(of: original)
                let text = try await server.exchange(bytes)
                let what = "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
                guard let (answer, _) = RawAnswer.parse(Array(text.utf8), toHead: false) else {
                    // HEAD has no body; an early end may have no answer.
                    #expect(!text.hasPrefix("HTTP/1.1 2") || bytes.starts(with: "HEAD".utf8), "\(what)")
                    continue
                }
                #expect(answer.status < 500, "\(what)")
                if (200..<300).contains(answer.status) { #expect(Strict.isRequest(bytes), "\(what)") }
            }
            #expect(try await server.answer(get("/v1/public"))?.status == 200)
        }
    }

    @Test("that are no HTTP at all are answered 400 or nothing")
    func noise() async throws {
        let random = Random(99)
        try await TestServer.with { server in
            for _ in 0..<500 {
                let text = try await server.exchange(random.bytes(1 + random.below(200)))
                #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 400 ") || text.hasPrefix("HTTP/1.1 431 "))
            }
            #expect(try await server.answer(get("/v1/public"))?.status == 200)
        }
    }
}

/// The same numbers for the same seed.
private struct Random {
    private let entropy: Entropy

    init(_ seed: UInt64) {
        entropy = .seeded(seed)
    }

    func bytes(_ count: Int) -> [UInt8] {
        entropy.bytes(count)
    }

    func below(_ bound: Int) -> Int {
        Int(entropy.bytes(2).reduce(0) { $0 << 8 | UInt($1) }) % max(1, bound)
    }

    func mutation(of original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...below(3) {
            let place = below(bytes.count)
            switch below(7) {
            case 0: bytes[place] = entropy.bytes(1)[0]
            case 1: bytes.insert(entropy.bytes(1)[0], at: place)
            case 2 where bytes.count > 2: bytes.remove(at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<min(place + below(20), bytes.count)], at: below(bytes.count))
            case 4: bytes.insert(contentsOf: interesting[below(interesting.count)].utf8, at: place)
            case 5 where place > 1: bytes.removeLast(place)
            default: bytes.swapAt(place, below(bytes.count))
            }
        }
        return bytes
    }

    private let interesting = [
        "\r\n", "\n", "\r", " ", "\t", ":", "%00", "%2F", "//", "\0", "Host: localhost\r\n", "Content-Length: 1\r\n",
        "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "HTTP/1.0", "HEAD", "?a=b", "#", "é", "Expect: 100-continue\r\n",
    ]
}

/// A second opinion on what a request is: RFC 9112 as written, for the two routes of this test.
private enum Strict {
    static func isRequest(_ bytes: [UInt8]) -> Bool {
        // An empty line before the request line is allowed.
        var rest = bytes[...]
        while rest.starts(with: "\r\n".utf8) { rest = rest.dropFirst(2) }
        guard let line = Self.line(&rest) else { return false }
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3, ["HTTP/1.1", "HTTP/1.0"].contains(parts[2]) else { return false }
        guard ["GET", "HEAD", "POST", "DELETE"].contains(parts[0]), isTarget(parts[1]) else { return false }
        var hosts = 0
        while let field = Self.line(&rest), !field.isEmpty {
            guard let colon = field.firstIndex(of: UInt8(ascii: ":")), colon > field.startIndex else { return false }
            guard field[..<colon].allSatisfy(isTokenByte) else { return false }
            guard field[colon...].allSatisfy({ $0 == 9 || $0 >= 32 && $0 != 127 }) else { return false }
            if String(decoding: field[..<colon], as: UTF8.self).lowercased() == "host" { hosts += 1 }
        }
        return hosts == 1
    }

    private static func isTarget(_ target: String) -> Bool {
        target == "/v1/public" || target == "/v1/public?"
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 13), end + 1 < rest.endIndex, rest[end + 1] == 10 else { return nil }
        defer { rest = rest[(end + 2)...] }
        return rest[..<end]
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
