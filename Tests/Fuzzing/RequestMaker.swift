/// Makes requests to the private listener, most of them well framed. None has a key or is for a path whose answer takes time: so
/// each is answered at once, and nothing may be let through.
enum RequestMaker {
    static let fragments = [
        "\r\n", "\n", "\r", "\u{0}", ":", " ", "\t", " : ", "\r\n ", "Host: b\r\n", "Content-Length: 5\r\n",
        "Content-Length: +5\r\n", "Content-Length: 5, 5\r\n", "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding:\u{b}chunked\r\n", "0\r\n\r\n", "5;a=b\r\n", "0x5\r\n", "ffffffffffffffff\r\n", "HTTP/1.1",
        "HTTP/2.0",
        "HTTP/1.0", "Upgrade: h2c\r\nConnection: upgrade\r\n", "Connection: close\r\n", "Connection: keep-alive\r\n",
        "Expect: 100-continue\r\n", "%", "%00", "é", "{", "}", "\"", "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n", "//",
        "?", "#",
        "http://a/livez", "*", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]

    static func stream(_ random: inout Random) -> String {
        (0...random.below(3)).map { _ in request(&random) }.joined()
    }

    private static func request(_ random: inout Random) -> String {
        var lines = [
            random.pick(["GET", "GET", "POST", "POST", "HEAD", "PUT", "OPTIONS", "PURGE"]) + " " + target(&random) + " "
                + (random.oneIn(10) ? "HTTP/1.0" : "HTTP/1.1")
        ]
        lines.append(random.oneIn(30) ? "Host: " : "Host: a")
        if random.oneIn(2) { lines.append("Content-Type: application/json") }
        if random.oneIn(5) {
            lines.append(random.pick(["Connection: close", "Connection: keep-alive", "X-API-Key: x"]))
        }
        if random.oneIn(8) { lines.append("Authorization: Bearer sk_live_x") }
        if random.oneIn(12) { lines.append("Expect: 100-continue") }
        let body = random.oneIn(3) ? "" : random.pick(["{\"key\":\"k\"}", "{\"key\":\"k\",\"scopes\":[\"a\"]}", "abc"])
        if body.isEmpty, random.oneIn(2) { return lines.joined(separator: "\r\n") + "\r\n\r\n" }
        guard random.oneIn(3) else {
            lines.append("Content-Length: \(body.utf8.count)")
            return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
        }
        lines.append("Transfer-Encoding: chunked")
        let chunk =
            body.isEmpty ? "" : String(body.utf8.count, radix: 16) + random.pick(["", ";a=b"]) + "\r\n\(body)\r\n"
        let trailer = random.oneIn(4) ? "X-Trailer: 1\r\n" : ""
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + chunk + "0\r\n" + trailer + "\r\n"
    }

    private static func target(_ random: inout Random) -> String {
        random.pick([
            "/livez", "/livez", "/v1/verify", "/v1/verify", "/v1/verify", "/v1/authorize",
            "/v1/authorize?scope=a%20b&limited=403",
            "/v1/authorize?environment=TEST", "/", "/livez?a", "/v1/%76erify", "/other",
        ])
    }
}
