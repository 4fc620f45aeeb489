/// Changes a few bytes of well-formed inputs, since noise alone never comes far.
struct Mutator: Sendable {
    /// What is put in.
    let fragments: [[UInt8]]

    init(fragments: [String]) {
        self.fragments = fragments.map { Array($0.utf8) }
    }

    /// Often as it is; now and then nothing but noise.
    func mutate(_ input: [UInt8], _ random: inout Random) -> [UInt8] {
        if random.oneIn(50) { return (0..<random.below(200)).map { _ in random.byte() } }
        var bytes = input
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            change(&bytes, at: random.below(bytes.count), &random)
        }
        return bytes
    }

    private func change(_ bytes: inout [UInt8], at place: Int, _ random: inout Random) {
        switch random.below(7) {
        case 0: bytes[place] = random.byte()
        case 1: bytes[place] ^= 1 << UInt8(random.below(8))
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(contentsOf: random.pick(fragments), at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + random.below(30)))
        case 5: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random.below(60))], at: place)
        default: bytes.removeSubrange(place...)
        }
    }
}
