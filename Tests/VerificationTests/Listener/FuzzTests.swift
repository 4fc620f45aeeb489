import Domain
import Testing

@testable import Verification

@Suite("Fuzzing", .timeLimit(.minutes(2)))
struct FuzzTests {
    private static let seeds = [
        "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 37\r\n\r\n"
            + #"{"key":"k","scopes":["a"],"ip":"::1"}"#,
        "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "9\r\n{\"key\":1}\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "GET /v1/authorize?scope=a%20b&environment=TEST&limited=403 HTTP/1.1\r\nHost: a\r\n"
            + "Authorization: Bearer sk_live_x\r\nX-Forwarded-For: 10.0.0.1, ::1\r\n\r\n",
        "HEAD /v1/authorize HTTP/1.0\r\nX-API-Key: x\r\nConnection: keep-alive\r\n\r\n",
        "PUT /v1/authorize HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    ]

    private static let fragments = [
        "\r\n", "\n", "\r", "\u{0}", ":", " ", "\t", "Host: b\r\n", "Content-Length: 5\r\n",
        "Content-Length: 99999999999\r\n",
        "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "ffffffffffffffffff\r\n", "HTTP/1.1",
        "Upgrade: h2c\r\nConnection: upgrade\r\n",
        "Connection: close\r\n", "%", "%00", "é", "{", "}", "[[[[", "\"", "\\u0000", "GET / HTTP/1.1\r\n\r\n", "//",
        "..", "?", "&", "#",
    ]

    /// A seed with a few bytes and fragments changed, or noise.
    private static func mutant(_ random: inout Random) -> [UInt8] {
        if random.below(20) == 0 { return (0..<random.below(300)).map { _ in UInt8(random.below(256)) } }
        var bytes = Array(seeds[random.below(seeds.count)].utf8)
        for _ in 0..<random.below(5) {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes[place] = UInt8(random.below(256))
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: fragments[random.below(fragments.count)].utf8, at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random.below(60))], at: place)
            }
            if bytes.isEmpty { return [] }
        }
        return bytes
    }

    /// The seeds ask nothing that could be VALID, so no mutant can be: whatever comes back is a refusal.
    @Test("thousands of broken requests: nothing crashes, nothing hangs, nothing is let through", arguments: 1...8)
    func survives(_ seed: UInt64) async throws {
        var random = Random(seed: seed)
        var seen: Set<String> = []
        try await withListenerAlone { listener in
            for round in 0..<500 {
                let bytes = Self.mutant(&random)
                let client = try await listener.connect()
                await client.send(bytes)
                await client.finishSending()
                let text = await client.rest()
                await client.close()
                seen.formUnion(
                    text.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.1 ") }.map {
                        String($0.dropFirst(9).prefix(3))
                    }
                )
                for line in text.split(separator: "\r\n") where line.hasPrefix("HTTP/1.1 2") {
                    // A verdict on what is no key is an answer; that it is valid would not be.
                    #expect(line == "HTTP/1.1 200 OK", "seed \(seed), round \(round)")
                    #expect(text.contains("\"valid\":false"), "seed \(seed), round \(round)")
                }
                #expect(!text.contains("HTTP/1.1 500"), "seed \(seed), round \(round)")
            }
            let after = try await listener.answer(to: "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(after.status == 200)
        }
        // It got through to everything that can be answered here.
        #expect(seen.isSuperset(of: ["200", "400", "401", "404", "422"]), "seed \(seed): \(seen.sorted())")
    }
}
