import Testing

@testable import Domain

struct IDTests {
    @Test(
        "writes and reads the TypeIDs of the specification",
        arguments: [
            (0, "00000000000000000000000000"), (1, "00000000000000000000000001"), (10, "0000000000000000000000000a"),
            (16, "0000000000000000000000000g"), (32, "00000000000000000000000010"),
            (.max, "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
            (0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881, "01h2xcejqtf2nbrexx3vqjhp41"),
        ] as [(UInt128, String)]
    )
    func writes(bits: UInt128, suffix: String) {
        let id = ID<APIKey>(bits: bits)
        #expect(id.description == "key_" + suffix)
        #expect(ID<APIKey>("key_" + suffix) == id)
        #expect(ID<APIKey>(bytes: id.bytes) == id)
    }

    @Test(
        "refuses anything but the exact form",
        arguments: [
            "", "key", "key_", "00000000000000000000000000", "grp_00000000000000000000000000",
            "KEY_00000000000000000000000000", "key-00000000000000000000000000", "key_80000000000000000000000000",
            "key_zzzzzzzzzzzzzzzzzzzzzzzzzz", "key_0000000000000000000000000", "key_000000000000000000000000000",
            "key_0000000000000000000000000A", "key_0000000000000000000000000i", "key_0000000000000000000000000l",
            "key_0000000000000000000000000o", "key_0000000000000000000000000u", "key_0000000000000000000000000 ",
            " key_00000000000000000000000000", "_00000000000000000000000000", "key_key_0000000000000000000000000",
            "key_0000000000000000000000000é", "key_000000000000000000000000\u{0}0",
        ]
    )
    func refuses(text: String) {
        #expect(ID<APIKey>(text) == nil)
    }

    @Test("makes UUIDv7 that sort by time")
    func makes() {
        let entropy = Entropy.seeded(1)
        let ids = (0..<2000).map { ID<Request>.make(at: noon + .microseconds($0), using: entropy) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.bits >> 76 & 0xf == 7)
            #expect(id.bits >> 62 & 0b11 == 0b10)
            #expect(Int64(id.bits >> 80) - noon.microseconds / 1000 <= 2)
        }
    }

    @Test("two ids of one microsecond differ; a time before 1970 is no crash")
    func makesAtOnce() {
        let entropy = Entropy.seeded(2)
        #expect(ID<Request>.make(at: noon, using: entropy) != ID<Request>.make(at: noon, using: entropy))
        #expect(ID<Request>.make(at: Instant(microseconds: .min), using: entropy).bits >> 80 == 0)
        #expect(ID<Request>.make(at: Instant(microseconds: .max), using: entropy).bits >> 76 & 0xf == 7)
    }

    @Test("sixteen bytes and no other count")
    func bytes() {
        #expect(ID<APIKey>(bytes: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(ID<APIKey>(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    }

    @Test("every kind of id has its own prefix")
    func prefixes() {
        let prefixes = [
            Tenant.idPrefix, User.idPrefix, Membership.idPrefix, AuthorizationGroup.idPrefix, APIKey.idPrefix,
            Request.idPrefix, AuditEvent.idPrefix, LimitRequest.idPrefix, WebhookEndpoint.idPrefix,
            WebhookDelivery.idPrefix, Session.idPrefix, Invitation.idPrefix,
        ]
        #expect(prefixes == ["ten", "usr", "mem", "grp", "key", "req", "evt", "lrq", "whe", "whd", "ses", "inv"])
    }
}
