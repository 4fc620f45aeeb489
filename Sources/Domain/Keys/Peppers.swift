package import Crypto

/// A secret of the installation, kept outside the database.
package struct Pepper: Sendable {
    /// 1 to 32,767; stored beside what was made with it.
    package let id: Int
    package let key: Sensitive<SymmetricKey>
    /// Begun once: half of what a MAC costs is taking in the key.
    private let begun: Sensitive<HMAC<SHA256>>

    /// Nil below 32 bytes, or for an id out of range.
    package init?(id: Int, bytes: [UInt8]) {
        guard 1...32_767 ~= id, bytes.count >= 32 else { return nil }
        self.id = id
        let key = SymmetricKey(data: bytes)
        self.key = Sensitive(key)
        begun = Sensitive(HMAC(key: key))
    }

    /// Over the whole string.
    fileprivate func mac(of string: KeyString) -> HMAC<SHA256>.MAC {
        var mac = begun.expose()
        var whole = string.whole.expose()
        whole.withUTF8 { mac.update(data: UnsafeRawBufferPointer($0)) }
        return mac.finalize()
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
        // CryptoKit's comparison of a MAC with bytes is constant-time.
        let isEqual = mac == digest.mac
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
