internal import Domain
internal import Foundation

/// `IPAddress`: takes what the system's own `inet_pton` takes, and understands the same.
struct AddressFuzzer: Fuzzer {
    let name = "addresses"
    private let mutator = Mutator(fragments: AddressMaker.fragments)

    func `try`(_ seed: UInt64) throws -> Bool {
        var random = Random(seed: seed)
        let text = String(decoding: mutator.mutate(Array(AddressMaker.address(&random).utf8), &random), as: UTF8.self)
        let address = IPAddress(text)
        let expected = SystemAddress.bytes(of: text)
        guard address?.bytes == expected else {
            throw Finding("read as \(String(describing: address)), not \(String(describing: expected))", text.utf8)
        }
        guard let address else { return false }
        guard IPAddress(address.description) == address else { throw Finding("written as another address", text.utf8) }
        return true
    }
}

/// `IPNetwork`: takes an address and the length of a prefix, nothing set beyond it.
struct NetworkFuzzer: Fuzzer {
    let name = "networks"
    private let mutator = Mutator(fragments: AddressMaker.fragments)

    func `try`(_ seed: UInt64) throws -> Bool {
        var random = Random(seed: seed)
        let length = random.pick(["", "/0", "/8", "/24", "/32", "/64", "/96", "/104", "/128", "/\(random.below(140))"])
        let made = AddressMaker.network(&random) + length
        let text = String(decoding: mutator.mutate(Array(made.utf8), &random), as: UTF8.self)
        let network = IPNetwork(text)
        let expected = expected(text)
        guard network?.address.bytes == expected?.bytes, network?.prefixLength == expected?.length else {
            throw Finding("read as \(String(describing: network)), not \(String(describing: expected))", text.utf8)
        }
        guard let network else { return false }
        guard IPNetwork(network.description) == network, network.contains(network.address) else {
            throw Finding("written as another network", text.utf8)
        }
        return true
    }

    private func expected(_ text: String) -> (bytes: [UInt8], length: Int)? {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(decoding: Array($0), as: UTF8.self)
        }
        guard 1...2 ~= parts.count, let bytes = SystemAddress.bytes(of: parts[0]) else { return nil }
        let width = bytes.count * 8
        guard parts.count == 2 else { return (bytes, width) }
        guard var length = Int(parts[1]), "\(length)" == parts[1], 0...128 ~= length else { return nil }
        if bytes.count == 4, parts[0].utf8.contains(UInt8(ascii: ":")) { length -= 96 }
        guard 0...width ~= length else { return nil }
        let isCanonical = (length..<width).allSatisfy { bytes[$0 / 8] & (0x80 >> UInt8($0 % 8)) == 0 }
        return isCanonical ? (bytes, length) : nil
    }
}

enum SystemAddress {
    /// Four bytes or sixteen; four for an IPv4-mapped address. Nil for what is none.
    static func bytes(of text: String) -> [UInt8]? {
        // C would read up to there.
        guard !text.utf8.contains(0) else { return nil }
        var (v4, v6) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: &v4) { Array($0) } }
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &v6) { Array($0) }
        let isMapped = bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}

enum AddressMaker {
    static let fragments = [
        ".", ":", "::", "/", "0", "00", "255", "256", "ffff", "::ffff:", "%eth0", "-1", "0x7f", " ", "\u{0}", "g", "١",
        "/33",
        "1.2.3.4",
    ]

    static func address(_ random: inout Random) -> String {
        switch random.below(6) {
        case 0, 1: v4(&random)
        case 2: "::ffff:" + v4(&random)
        default: v6(&random)
        }
    }

    /// With few bits set at its end.
    static func network(_ random: inout Random) -> String {
        switch random.below(5) {
        case 0: random.pick(["10.0.0.0", "192.0.2.0", "0.0.0.0", "128.0.0.0", "255.255.255.255"])
        case 1: random.pick(["2001:db8::", "::", "fe80::", "8000::", "::ffff:10.0.0.0", "::ffff:0:0"])
        default: address(&random)
        }
    }

    private static func v4(_ random: inout Random) -> String {
        (0..<4).map { _ in "\(random.below(random.oneIn(20) ? 400 : 256))" }.joined(separator: ".")
    }

    private static func v6(_ random: inout Random) -> String {
        var groups = (0..<8).map { _ in String(random.below(random.oneIn(3) ? 2 : 0x10000), radix: 16) }
        if random.oneIn(4) { groups.replaceSubrange(6..., with: [v4(&random)]) }
        guard random.oneIn(2) else { return groups.joined(separator: ":") }
        let start = random.below(groups.count)
        let end = start + random.below(groups.count - start + 1)
        return groups[..<start].joined(separator: ":") + "::" + groups[end...].joined(separator: ":")
    }
}
