internal import Crypto
internal import CryptoExtras
internal import Domain
internal import Foundation

/// `$scrypt$ln=17,r=8,p=1$<salt>$<key>`, base64 without padding: the parameters live in the hash, so they can be raised.
struct PasswordHash: Sendable {
    let cost: PasswordHasher.Cost
    let salt: [UInt8]
    let key: [UInt8]

    init(cost: PasswordHasher.Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    init(of password: Sensitive<String>, salt: [UInt8], cost: PasswordHasher.Cost) throws {
        let derived = try KDF.Scrypt.deriveKey(
            from: Data(password.expose().utf8),
            salt: salt,
            outputByteCount: 32,
            rounds: 1 << cost.logN,
            blockSize: cost.r,
            parallelism: cost.p,
            maxMemory: 256 * 1024 * 1024
        )
        self.init(cost: cost, salt: salt, key: derived.withUnsafeBytes { Array($0) })
    }

    init(text: String) throws {
        let pattern = /\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)/
        guard let match = text.wholeMatch(of: pattern),
            let logN = Int(match.1), let r = Int(match.2), let p = Int(match.3),
            let salt = Base64URL.decode(String(match.4)), let key = Base64URL.decode(String(match.5))
        else { throw MalformedPasswordHash() }
        self.init(cost: PasswordHasher.Cost(logN: logN, r: r, p: p), salt: salt, key: key)
    }

    var text: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(Base64URL.encode(salt))$\(Base64URL.encode(key))"
    }

    func matches(_ other: PasswordHash) -> Bool {
        constantTimeEquals(key, other.key)
    }
}

struct MalformedPasswordHash: Error {}
