package import Domain

/// Ten of them, told this once.
package struct RecoveryCodes: Replayable {
    private let all: [RecoveryCode]

    static func make(using entropy: Entropy) -> RecoveryCodes {
        RecoveryCodes(all: (0..<RecoveryCode.count).map { _ in .make(using: entropy) })
    }

    /// What is kept of them.
    func macs(of user: ID<User>, _ seal: SecondFactorSeal) -> [[UInt8]] {
        all.map { seal.macs(of: $0, of: user)[0] }
    }

    package var body: JSON { ["recovery_codes": .strings(all.map(\.text))] }
    package var eTag: String? { nil }
}
