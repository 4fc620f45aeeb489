import Domain
import Testing

@testable import Wire

@Suite("Trusted proxies")
struct TrustedProxiesTests {
    private let proxies = TrustedProxies(["10.0.0.0/8", "2001:db8::/32"].compactMap { IPNetwork($0) })

    @Test(
        "the client is the rightmost hop that is no proxy",
        arguments: [
            ("10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", ["198.51.100.9, 192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", ["198.51.100.9, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            ("10.0.0.1", ["198.51.100.9,192.0.2.1", "10.9.9.9", " 2001:db8::7\t"], "192.0.2.1"),
            ("2001:db8::1", ["::ffff:192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", ["2001:db9::1"], "2001:db9::1"),
            ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", ["garbage, 192.0.2.1"], "192.0.2.1"),
            ("192.0.2.9", ["198.51.100.9"], "192.0.2.9"),
            ("192.0.2.9", [], "192.0.2.9"),
        ] as [(String, [String], String)]
    )
    func findsClient(_ peer: String, _ headers: [String], _ client: String) {
        #expect(proxies.client(of: IPAddress(peer), forwardedFor: headers) == IPAddress(client))
    }

    @Test(
        "what cannot be told is nobody's address",
        arguments: [
            [], [""], ["unknown"], ["192.0.2.1, garbage"], ["192.0.2.1, garbage, 10.0.0.2"], ["192.0.2.1,"],
            ["192.0.2.1:443"], ["[2001:db9::1]"], ["for=192.0.2.1"], ["192.0.2.1 10.0.0.2"], ["fe80::1%eth0"],
            [",10.0.0.2"], ["10.0.0.3,,10.0.0.2"], ["", "10.0.0.2"], [" ,\t"],
        ] as [[String]]
    )
    func tellsNothing(_ headers: [String]) {
        #expect(proxies.client(of: IPAddress("10.0.0.1"), forwardedFor: headers) == nil)
    }

    @Test("whoever comes through a Unix socket has no address")
    func hasNoAddress() {
        #expect(proxies.client(of: nil, forwardedFor: ["192.0.2.1"]) == nil)
    }
}
