import Testing

@testable import Domain

struct EntropyTests {
    @Test("the same seed gives the same bytes, another seed others")
    func seeded() {
        #expect(Entropy.seeded(7).bytes(64) == Entropy.seeded(7).bytes(64))
        #expect(Entropy.seeded(7).bytes(64) != Entropy.seeded(8).bytes(64))
        let entropy = Entropy.seeded(7)
        #expect(entropy.bytes(64) != entropy.bytes(64))
    }

    @Test("the system's generator gives as many bytes as asked, and never the same")
    func system() {
        #expect(Entropy.system.bytes(0).isEmpty)
        for count in 1...33 { #expect(Entropy.system.bytes(count).count == count) }
        #expect(Set(Entropy.system.bytes(10_000)).count == 256)
        #expect(Entropy.system.bytes(32) != Entropy.system.bytes(32))
    }
}

struct SensitiveTests {
    @Test("a secret prints itself nowhere")
    func redacted() {
        struct Holder {
            let secret = Sensitive("hunter2")
            let bytes = Sensitive([UInt8]("hunter2".utf8))
        }
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        let nested = Optional([["secret": holder.secret]])
        for text in ["\(holder)", String(reflecting: holder), "\(holder.secret)", "\(nested as Any)", dumped] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("[redacted]"))
        }
        #expect(Mirror(reflecting: holder.secret).children.isEmpty)
        #expect(holder.secret.expose() == "hunter2")
    }
}
