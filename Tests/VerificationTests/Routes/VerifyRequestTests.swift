import Domain
import NIOCore
import Testing

@testable import Verification

@Suite("The body of POST /v1/verify")
struct VerifyRequestTests {
    private static let names = ["key", "scopes", "ip", "environment", "Key", "limited", "k\\u0065y", "schlüssel", ""]

    private static let texts = [
        #""sk_live_x""#, #""""#, #""a\"b""#, #""é""#, #""\u0041""#, #""192.0.2.1""#, #""2001:db8::1""#, #""010.0.0.1""#,
        #""LIVE""#, #""TEST""#, #""live""#, "\"tab\there\"", "\"\u{7f}\"", #""orders:read""#, #""open"#,
    ]

    private static let others = [
        "null", "true", "1", "-0.0", "1e3", "01", "{}", #"{"a":[]}"#, "[]", "[null]", "[[]]", "",
    ]

    /// Well-formed or nearly so, by the numbers of a generator.
    private static func body(_ random: inout Random) -> [UInt8] {
        var text = random.space() + "{"
        let count = random.below(6)
        for member in 0..<count {
            let name = random.below(3) > 0 ? names[member % 4] : names[random.below(names.count)]
            text += random.space() + "\"\(name)\"" + random.space() + ":" + random.space() + value(of: name, &random)
            text += random.space() + (member < count - 1 || random.below(50) == 0 ? "," : "")
        }
        text += random.space() + "}" + random.space()
        var bytes = Array(text.utf8)
        // Now and then one byte is lost, changed, or added.
        let place = random.below(bytes.count)
        switch random.below(12) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(random.below(256))
        case 2: bytes.insert(bytes[random.below(bytes.count)], at: place)
        default: break
        }
        return bytes
    }

    private static func value(of name: String, _ random: inout Random) -> String {
        if random.below(12) == 0 { return others[random.below(others.count)] }
        if random.below(8) == 0 { return texts[random.below(texts.count)] }
        switch name {
        case "scopes":
            let scopes = (0..<random.below(4)).map { _ in
                random.space() + (random.below(12) > 0 ? #""orders:read""# : texts[random.below(texts.count)])
            }
            return "[" + scopes.joined(separator: random.space() + ",") + random.space() + "]"
        case "ip": return texts[5 + random.below(2)]
        case "environment": return texts[8 + random.below(2)]
        default: return texts[0]
        }
    }

    @Test("what is read in one pass is read the same by the rules that all bodies are read by", arguments: 1...4)
    func readsTheSame(_ seed: UInt64) {
        var random = Random(seed: seed)
        var (read, refused, leftToTheRules) = (0, 0, 0)
        for round in 0..<50_000 {
            let body = ByteBuffer(bytes: Self.body(&random))
            let general = try? VerifyRequest.general(body, "application/json")
            guard let plain = VerifyRequest.plain(body) else {
                if general == nil { refused += 1 } else { leftToTheRules += 1 }
                continue
            }
            read += 1
            #expect(plain.facts == general?.facts, "seed \(seed), round \(round): \(String(buffer: body))")
        }
        #expect(read > 5000 && refused > 5000 && leftToTheRules > 500, "\(read), \(refused), \(leftToTheRules)")
    }

    @Test(
        "what programs write is read in one pass",
        arguments: [
            #"{"key":"k"}"#, #" { "key" : "k" , "scopes" : [ ] } "#, "{\r\n\t\"key\":\"k\"\r\n}",
            #"{"scopes":["a","b"],"environment":"LIVE","ip":"::1","key":"k"}"#,
        ]
    )
    func readsAtOnce(_ body: String) throws {
        #expect(VerifyRequest.plain(ByteBuffer(string: body))?.key.expose() == "k")
    }

    @Test("a body is read from where it begins in its buffer")
    func readsSlices() throws {
        var buffer = ByteBuffer(string: #"HTTP{"key":"k","scopes":["a"]}"#)
        buffer.moveReaderIndex(forwardBy: 4)
        let request = try #require(VerifyRequest.plain(buffer))
        #expect(request.key.expose() == "k")
        #expect(request.question.scopes == ["a"])
    }

    @Test("a list of more than a thousand scopes is left to the rules, which refuse it")
    func refusesLongLists() {
        let scopes = Array(repeating: #""a""#, count: 1001).joined(separator: ",")
        let body = ByteBuffer(string: #"{"key":"k","scopes":[\#(scopes)]}"#)
        #expect(VerifyRequest.plain(body) == nil)
        #expect(throws: Failure.self) { try VerifyRequest(body, contentType: "application/json") }
    }
}

extension VerifyRequest {
    /// All of it, to be compared.
    fileprivate var facts: [String?] {
        [key.expose(), question.ip.map { "\($0)" }, question.environment?.rawValue] + question.scopes
    }
}

extension Random {
    fileprivate mutating func space() -> String {
        below(10) > 0 ? "" : ["", " ", "\n", "\t ", "\r\n"][below(5)]
    }
}
