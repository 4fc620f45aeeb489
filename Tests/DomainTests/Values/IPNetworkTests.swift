import Testing

@testable import Domain

struct IPNetworkTests {
    @Test(
        "reads networks and single addresses",
        arguments: [
            ("10.0.0.0/8", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"), ("10.0.0.1", "10.0.0.1"),
            ("10.0.0.1/32", "10.0.0.1"),
            ("10.0.0.2/31", "10.0.0.2/31"), ("2001:DB8::/32", "2001:db8::/32"), ("::/0", "::/0"), ("::1/128", "::1"),
            ("2001:db8::1", "2001:db8::1"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::ffff:10.0.0.1/128", "10.0.0.1"), ("::ffff:0.0.0.0/96", "0.0.0.0/0"),
        ]
    )
    func reads(text: String, canonical: String) throws {
        let parsed = try IPNetwork(validating: text)
        #expect(parsed.description == canonical)
        #expect(try IPNetwork(validating: canonical) == parsed)
    }

    @Test(
        "says what is wrong",
        arguments: [
            ("", .address), ("/8", .address), ("10/8", .address), ("10.0.0.0 /8", .address), ("010.0.0.0/8", .address),
            ("example.com", .address), ("10.0.0.0/", .prefixLength), ("10.0.0.0/33", .prefixLength),
            ("10.0.0.0/08", .prefixLength), ("10.0.0.0/+8", .prefixLength), ("10.0.0.0/-1", .prefixLength),
            ("10.0.0.0/8/8", .prefixLength), ("10.0.0.0/255.0.0.0", .prefixLength), ("::/129", .prefixLength),
            ("::/1280", .prefixLength), ("::/999999999999999999999", .prefixLength), ("10.0.0.1/8", .hostBits),
            ("10.0.0.1/31", .hostBits), ("0.0.0.1/0", .hostBits), ("2001:db8::1/64", .hostBits), ("::1/0", .hostBits),
            ("::ffff:10.0.0.1/104", .hostBits), ("::ffff:0.0.0.0/95", .hostBits), ("::ffff:0.0.0.0/8", .hostBits),
        ] as [(String, IPNetwork.Invalid)]
    )
    func refuses(text: String, reason: IPNetwork.Invalid) {
        #expect(throws: reason) { try IPNetwork(validating: text) }
        #expect(IPNetwork(text) == nil)
    }

    @Test(
        "contains exactly the addresses that share its prefix",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "9.255.255.255", false),
            ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "255.255.255.255", true),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
            ("0.0.0.0/0", "::", false),
            ("::/0", "10.0.0.1", false), ("::/0", "ffff::", true), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::", false), ("::a00:0/104", "10.0.0.1", false), ("::1", "::1", true),
        ]
    )
    func contains(network text: String, address: String, expected: Bool) {
        #expect(network(text).contains(ip(address)) == expected)
    }
}
