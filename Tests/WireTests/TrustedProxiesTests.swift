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
            ("10.0.0.1", ["10.0.0.9, garbage", "192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            ("10.0.0.1", [",,,, 192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", ["2001:db9::1, ::ffff:10.0.0.2"], "2001:db9::1"),
            ("::ffff:10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
            ("10.0.0.1", ["2001:DB9:0:0::0:1"], "2001:db9::1"),
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
            ["192.0.2.1:443"], ["[2001:db9::1]"], ["[2001:db9::1]:443"], ["192.0.2.1", ""], ["192.0.2.1, , 10.0.0.2"],
            ["192.0.2.1", "unknown"], ["192.0.2.1", "_hidden"], ["192.0.2.1, _gazonk, 10.0.0.2"], ["\"192.0.2.1\""],
            ["192.0.2.1;proto=http"], ["192.0.2.1/32"], ["192.0.2.01"], ["192.0.2"], ["3221225985"], ["0xc0.0.2.1"],
            ["192.0.2.1\u{A0}"], ["192.0.2.1\u{0B}"], ["١٩٢.0.2.1"], ["fe80::1%25eth0"], ["::ffff:192.0.2.256"],
            ["::1::"],
            ["192.0.2.1, localhost"], ["192.0.2.1\n10.0.0.2"], ["for=192.0.2.1"], ["192.0.2.1 10.0.0.2"],
            ["fe80::1%eth0"],
            [",10.0.0.2"], ["10.0.0.3,,10.0.0.2"], ["", "10.0.0.2"], [" ,\t"],
        ] as [[String]]
    )
    func tellsNothing(_ headers: [String]) {
        #expect(proxies.client(of: IPAddress("10.0.0.1"), forwardedFor: headers) == nil)
    }

    @Test("nobody but a configured proxy is believed, whatever they claim to have passed on")
    func believesNobodyElse() {
        for peer in ["192.0.2.9", "11.0.0.1", "9.255.255.255", "::1", "127.0.0.1", "::ffff:192.0.2.9"] {
            for claim in ["10.0.0.1", "198.51.100.9", "garbage", "198.51.100.9, 10.0.0.1"] {
                let client = proxies.client(of: IPAddress(peer), forwardedFor: [claim])
                #expect(client == IPAddress(peer), "\(peer) claims \(claim)")
            }
        }
        let none = TrustedProxies([])
        #expect(none.client(of: IPAddress("127.0.0.1"), forwardedFor: ["192.0.2.1"]) == IPAddress("127.0.0.1"))
    }

    @Test("however long the list is, the hop that counts is the rightmost that is no proxy")
    func longLists() {
        let spoofed = Array(repeating: "10.0.0.1, 203.0.113.7, garbage,,", count: 2_000).joined(separator: ",")
        for proxies in [[], ["10.0.0.2"], Array(repeating: "10.0.0.2", count: 2_000)] {
            let list = ([spoofed, "192.0.2.1"] + proxies).joined(separator: ", ")
            let client = self.proxies.client(of: IPAddress("10.0.0.1"), forwardedFor: [list])
            #expect(client == IPAddress("192.0.2.1"))
            let lines = self.proxies.client(of: IPAddress("10.0.0.1"), forwardedFor: [spoofed, "192.0.2.1"] + proxies)
            #expect(lines == IPAddress("192.0.2.1"))
        }
    }

    @Test("whoever comes through a Unix socket has no address")
    func hasNoAddress() {
        #expect(proxies.client(of: nil, forwardedFor: ["192.0.2.1"]) == nil)
    }
}
