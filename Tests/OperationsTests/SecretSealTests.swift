import Domain
import Store
import Testing
import TestSupport

@testable import Operations

@Suite("A secret that is to be told again")
struct SecretSealTests {
    private let secret = Sensitive<[UInt8]>(Array("twenty bytes of it..".utf8))
    private let owner: [UInt8] = [1, 2, 3]

    @Test("is opened for whom it was sealed, and for nobody else and no other purpose")
    func bound() throws {
        let seal = SecretSeal(peppers: try .test, purpose: "a")
        let sealed = try seal.seal(secret, of: owner)
        #expect(try seal.open(sealed, of: owner).expose() == secret.expose())
        #expect(sealed.pepperID == 2 && seal.isCurrent(sealed))
        #expect(throws: (any Error).self) { try seal.open(sealed, of: [1, 2, 4]) }
        #expect(throws: (any Error).self) {
            try SecretSeal(peppers: try .test, purpose: "b").open(sealed, of: owner)
        }
    }

    @Test("stands encrypted, and differently each time")
    func encrypted() throws {
        let seal = SecretSeal(peppers: try .test, purpose: "a")
        let (first, second) = (try seal.seal(secret, of: owner), try seal.seal(secret, of: owner))
        #expect(first.bytes != second.bytes)
        // Nonce and tag, and nothing of the secret.
        #expect(first.bytes.count == secret.expose().count + 12 + 16)
        #expect(!Hex.encode(first.bytes).contains(Hex.encode(secret.expose())))
        for index in first.bytes.indices {
            var altered = first.bytes
            altered[index] ^= 1
            #expect(throws: (any Error).self) {
                try seal.open(SealedSecret(pepperID: first.pepperID, bytes: altered), of: owner)
            }
        }
    }

    @Test("is opened under an older pepper, sealed anew under the newest, and lost with its pepper")
    func rotation() throws {
        let old = try Peppers(parsing: "1:\(Base64.encode([UInt8](repeating: 1, count: 32)))")
        let (user, device): (ID<User>, TOTP) = (ID(bits: 1), TOTP(secret: secret))
        let sealed = try SecondFactorSeal(peppers: old).seal(device, of: user)
        let both = SecondFactorSeal(peppers: try .test)
        #expect(try both.open(sealed, of: user).secret.expose() == secret.expose())
        let resealed = try #require(try both.resealed(sealed, of: user))
        #expect(resealed.pepperID == 2)
        #expect(try both.open(resealed, of: user).secret.expose() == secret.expose())
        #expect(try both.resealed(resealed, of: user) == nil)
        let failure = #expect(throws: Failure.self) { try SecondFactorSeal(peppers: old).open(resealed, of: user) }
        #expect(failure?.code == .internal)
    }

    @Test("and of a recovery code only a peppered HMAC is kept, of one person")
    func recoveryCodes() throws {
        let (seal, code) = (SecondFactorSeal(peppers: try .test), RecoveryCode.make(using: .seeded(1)))
        let macs = seal.macs(of: code, of: ID(bits: 1))
        #expect(macs.count == 2 && Set(macs).count == 2 && macs.allSatisfy { $0.count == 32 })
        #expect(macs == seal.macs(of: code, of: ID(bits: 1)))
        #expect(Set(macs).isDisjoint(with: seal.macs(of: code, of: ID(bits: 2))))
        #expect(Set(macs).isDisjoint(with: seal.macs(of: .make(using: .seeded(2)), of: ID(bits: 1))))
    }
}
