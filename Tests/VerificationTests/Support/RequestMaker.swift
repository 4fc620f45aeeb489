/// Requests as they may come, most of them ordinary, by a seed.
struct RequestMaker {
    private var random: Random

    init(seed: UInt64) {
        random = Random(seed: seed)
    }

    /// The headers among which the requests choose.
    static let names: [StaticString] = [
        "host", "authorization", "x-api-key", "x-forwarded-for", "content-type", "content-length", "connection",
        "accept",
        "traceparent", "x-empty", "x-padded", "x-text",
    ]

    private static let lines = [
        "Authorization: Bearer sk_live_x", "authorization: bearer  sk_test_y", "AUTHORIZATION: Basic eDp5",
        "X-API-Key: k",
        "X-Forwarded-For: 10.0.0.1, ::1", "Accept: */*", "traceparent: 00-0-0-00", "Connection: keep-alive",
        "Content-Type: application/json", "x-text: a:b;c=\"d\"", "Keep-Alive: timeout=5",
    ]
    private static let oddLines = [
        "X-Empty:", "X-Padded: a ", "X-Padded:   a", "X-Padded:a", "x-text: \u{e9}", "x-text: a\tb",
        "Connection: close",
        "Connection: keep-alive, x-text", "Upgrade: h2c", "Proxy-Connection: close", "Expect: 100-continue",
        "Expect: x",
        "Host: b", "Host: a b", "Transfer-Encoding: identity", "Content-Length: 1", "x!y: z", "x-text: \u{1}",
        "x text: y",
        " folded", "X-API-Key: other",
    ]
    private static let targets = [
        "/echo", "/echo?a=b&c=%20d", "/slow?1", "/slow", "/nowhere", "/v1/authorize?scope=a%20b",
        "/echo/../echo?'()*+,;@~",
    ]
    private static let oddTargets = [
        "*", "http://a/echo", "/echo#x", "/echo?\"<>", "/\u{e9}", "echo", "/echo?{|}\\^`[]",
    ]

    /// One that is there in full, whether it is right or wrong.
    mutating func request() -> String {
        let method = one(of: ["GET", "GET", "POST", "HEAD", "PUT", "get"])
        let target = sometimes(20) ? one(of: Self.oddTargets) : one(of: Self.targets)
        let version = sometimes(30) ? one(of: ["HTTP/1.0", "HTTP/1.2", "HTTP/2.0"]) : "HTTP/1.1"
        var lines = sometimes(40) ? [] : ["Host: a.example:80"]
        for _ in 0..<random.below(5) { lines.append(one(of: Self.lines)) }
        if sometimes(8) { lines.append(one(of: Self.oddLines)) }
        var body = ""
        if method == "POST" || sometimes(15) {
            body = one(of: ["", "x", #"{"key":"k"}"#, "GET /echo?smuggled HTTP/1.1\r\nHost: a\r\n\r\n"])
            lines.append("Content-Length: \(sometimes(10) ? "0" : "")\(body.utf8.count)")
        }
        if lines.count > 1, sometimes(2) { lines.swapAt(0, random.below(lines.count)) }
        return "\(method) \(target) \(version)\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    /// Several at once, often with a few bytes changed.
    mutating func bytes() -> [UInt8] {
        var bytes = (0...random.below(3)).flatMap { _ in Array(request().utf8) }
        guard sometimes(2) else { return bytes }
        for _ in 0...random.below(3) {
            let place = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[place] = UInt8(random.below(256))
            case 1: bytes.remove(at: place)
            case 2:
                bytes.insert(contentsOf: one(of: ["\r\n", "\n", "\r", ":", " ", "\t", "\0", "x", "%"]).utf8, at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
            }
            if bytes.isEmpty { return [] }
        }
        return bytes
    }

    mutating func place(in bytes: [UInt8]) -> Int { random.below(bytes.count) }

    private mutating func one(of choices: [String]) -> String { choices[random.below(choices.count)] }

    private mutating func sometimes(_ times: Int) -> Bool { random.below(times) == 0 }
}
