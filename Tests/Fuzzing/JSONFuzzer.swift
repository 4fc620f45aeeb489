internal import Domain

/// `JSON(parsing:)`: takes what a second set of rules takes, and what it understood it writes so that it understands the same.
struct JSONFuzzer: Fuzzer {
    let name = "JSON"
    private let mutator = Mutator(fragments: JSONMaker.fragments)

    func `try`(_ seed: UInt64) throws -> Bool {
        var random = Random(seed: seed)
        let text = JSONMaker.space(&random) + JSONMaker.value(&random) + JSONMaker.space(&random)
        let bytes = mutator.mutate(Array(text.utf8), &random)
        let json = try? JSON(parsing: bytes)
        guard (json != nil) == StrictJSON.accepts(bytes) else {
            throw Finding(json == nil ? "refused, though it is JSON" : "taken, though it is not JSON", bytes)
        }
        guard let json else { return false }
        let written = json.encoded()
        guard try JSON(parsing: written) == json else { throw Finding("written as another value", bytes) }
        return true
    }
}
