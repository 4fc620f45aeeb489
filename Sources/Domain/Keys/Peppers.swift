package import Crypto

/// A secret of the installation, kept outside the database.
package struct Pepper: Sendable {
    /// 1 to 32,767; stored beside what was made with it.
    package let id: Int
    package let key: Sensitive<SymmetricKey>
    private let hash: Sensitive<KeyedHash>

    /// Nil below 32 bytes, or for an id out of range.
    package init?(id: Int, bytes: [UInt8]) {
        guard 1...32_767 ~= id, bytes.count >= 32 else { return nil }
        self.id = id
        let key = SymmetricKey(data: bytes)
        self.key = Sensitive(key)
        hash = Sensitive(KeyedHash(key))
    }

    fileprivate func mac(of key: KeyString) -> SHA256Digest {
        hash.expose().mac(of: key.whole.expose())
    }
}

/// HMAC-SHA-256 (RFC 2104) that takes in its key once: at each check that would be half of the work.
private struct KeyedHash: Sendable {
    private var inner = SHA256()
    private var outer = SHA256()

    init(_ key: SymmetricKey) {
        var block = key.withUnsafeBytes { Array($0) }
        if block.count > SHA256.blockByteCount { block = Array(SHA256.hash(data: block)) }
        block += [UInt8](repeating: 0, count: SHA256.blockByteCount - block.count)
        inner.update(data: block.map { $0 ^ 0x36 })
        outer.update(data: block.map { $0 ^ 0x5c })
    }

    func mac(of text: String) -> SHA256Digest {
        var (inner, outer, text) = (self.inner, self.outer, text)
        text.withUTF8 { inner.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }
}

/// What the database keeps of a secret.
package struct KeyDigest: Hashable, Sendable {
    package let pepperID: Int
    /// HMAC-SHA-256 over the whole key string, 32 bytes.
    package let mac: [UInt8]

    package init(pepperID: Int, mac: [UInt8]) {
        self.pepperID = pepperID
        self.mac = mac
    }
}

/// All peppers in use. The newest makes new digests, the others still check old ones.
package struct Peppers: Sendable {
    package let newest: Pepper
    private let older: [Pepper]

    /// Newest first. Nil when empty, or when two have the same id.
    package init?(newestFirst peppers: [Pepper]) {
        guard let newest = peppers.first, Set(peppers.map(\.id)).count == peppers.count else { return nil }
        self.newest = newest
        older = Array(peppers.dropFirst())
    }

    /// Newest first.
    package var all: [Pepper] { [newest] + older }

    package func digest(_ key: KeyString) -> KeyDigest {
        KeyDigest(pepperID: newest.id, mac: Array(newest.mac(of: key)))
    }

    /// In a time that depends on neither; a digest of a pepper that is gone never matches, and costs the same.
    package func matches(_ key: KeyString, _ digest: KeyDigest) -> Bool {
        let pepper = newest.id == digest.pepperID ? newest : older.first { $0.id == digest.pepperID }
        let mac = (pepper ?? newest).mac(of: key)
        let isEqual = mac.withUnsafeBytes { constantTimeEquals($0, digest.mac) }
        return isEqual && pepper != nil
    }

    /// What checking a secret costs, for a kid that nobody has.
    package func matchesNothing(_ key: KeyString) {
        _ = matches(key, KeyDigest(pepperID: newest.id, mac: [UInt8](repeating: 0, count: 32)))
    }

    /// Keys of their own for another purpose (HKDF-SHA-256), newest first.
    package func derive(purpose: String) -> [(id: Int, key: SymmetricKey)] {
        all.map { pepper in
            let key = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: pepper.key.expose(),
                info: Array("latchkey/\(purpose)".utf8),
                outputByteCount: 32
            )
            return (pepper.id, key)
        }
    }
}
