internal import Domain
internal import NIOCore
internal import Verification

/// The body of `POST /v1/verify` has two readers, one for how programs write it and one for all of JSON: what the quick one
/// takes, the other takes too, and understands the same.
struct VerifyBodyFuzzer: Fuzzer {
    let name = "verify's body"
    private let mutator = Mutator(fragments: JSONMaker.fragments)

    func `try`(_ seed: UInt64) throws -> Bool {
        var random = Random(seed: seed)
        let bytes = mutator.mutate(Array(body(&random).utf8), &random)
        let buffer = ByteBuffer(bytes: bytes)
        let general = try? VerifyRequest.general(buffer, "application/json")
        if general != nil, !StrictJSON.accepts(bytes) { throw Finding("taken, though it is not JSON", bytes) }
        guard let plain = VerifyRequest.plain(buffer) else { return general != nil }
        guard let general else { throw Finding("the quick reader took what the other refuses", bytes) }
        guard plain.key.expose() == general.key.expose(), Self.same(plain.question, general.question) else {
            throw Finding("the two readers differ", bytes)
        }
        return true
    }

    private static func same(_ one: Check.Question, _ other: Check.Question) -> Bool {
        one.scopes == other.scopes && one.ip == other.ip && one.environment == other.environment
    }

    private func body(_ random: inout Random) -> String {
        let members = [
            "\"key\":" + random.pick(["\"sk_live_x\"", JSONMaker.string(&random), "1"]),
            "\"scopes\":"
                + random.pick(["[]", "[\"orders:read\"]", "[\"a\", \"b\"]", "[1]", JSONMaker.value(&random)]),
            "\"ip\":" + random.pick(["\"192.0.2.1\"", "\"::1\"", "\"01.2.3.4\"", "null", JSONMaker.string(&random)]),
            "\"environment\":" + random.pick(["\"LIVE\"", "\"TEST\"", "\"live\"", "null"]),
            "\"other\":" + JSONMaker.value(&random),
        ]
        var chosen = random.oneIn(10) ? [] : [members[0]]
        for _ in 0..<random.below(4) { chosen.append(members[random.oneIn(8) ? 4 : random.below(4)]) }
        if random.oneIn(2) { chosen.reverse() }
        let space = JSONMaker.space(&random)
        return "{" + space + chosen.joined(separator: "," + JSONMaker.space(&random)) + space + "}"
    }
}
