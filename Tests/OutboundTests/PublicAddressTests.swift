import Domain
import Testing

@testable import Outbound

@Suite("Which addresses are public")
struct PublicAddressTests {
    @Test(
        "none of our own, of nobody's, or with another one inside",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1",
            "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
            "239.255.255.255", "240.0.0.1", "255.255.255.255",
            // Of IPv6: unspecified, loopback, mapped, compatible, NAT64 (both), discard, Teredo, ORCHID, documentation (both),
            // 6to4, AS112, unique local, link local, site local, multicast.
            "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
            "2001::1", "2001:20::1", "2001:db8::1", "3fff::1", "2002:7f00:1::1", "2620:4f:8000::1", "fc00::1",
            "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1",
        ]
    )
    func special(address: String) throws {
        #expect(try !#require(IPAddress(address)).isPublic)
    }

    @Test(
        "those that are given out to somebody",
        arguments: [
            "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1", "2606:4700::1111",
            "2a00:1450::1",
        ]
    )
    func ordinary(address: String) throws {
        #expect(try #require(IPAddress(address)).isPublic)
    }
}
