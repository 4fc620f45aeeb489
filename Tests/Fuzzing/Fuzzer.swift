internal import Domain

/// Makes inputs of one kind, gives each to a parser, and holds what it says against rules that are written down a second time,
/// in another way.
package protocol Fuzzer: Sendable {
    var name: String { get }
    /// Whether one input takes far longer than with the others.
    var isSlow: Bool { get }

    /// One input, made from this seed and nothing else.
    ///
    /// - Returns: whether the parser took it.
    /// - Throws: ``Finding``.
    func `try`(_ seed: UInt64) throws -> Bool
}

/// A parser took what it should have refused, the other way round, or understood it wrongly.
package struct Finding: Error, CustomStringConvertible {
    package let description: String

    init(_ problem: String, _ input: some Collection<UInt8>) {
        description =
            "\(problem): \(String(decoding: input, as: UTF8.self).debugDescription), in hex \(Hex.encode(input))"
    }
}

/// What came of a run.
package struct FuzzRun: Sendable {
    package let inputs: Int
    package let taken: Int
}

extension Fuzzer {
    package var isSlow: Bool { false }

    /// - Throws: ``Finding``, with the seed of the one input.
    package func run(_ count: Int, seed: UInt64) throws -> FuzzRun {
        var taken = 0
        for index in 0..<count {
            // Far apart, so that two runs with neighbouring seeds share nothing.
            let own = seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(index)
            do {
                if try self.try(own) { taken += 1 }
            } catch let finding as Finding {
                throw FoundAt(fuzzer: name, seed: own, finding: finding)
            }
        }
        return FuzzRun(inputs: count, taken: taken)
    }
}

package struct FoundAt: Error, CustomStringConvertible {
    let fuzzer: String
    let seed: UInt64
    let finding: Finding

    package var description: String { "\(fuzzer), input \(seed): \(finding)" }
}

package enum Fuzzers {
    package static let all: [any Fuzzer] = [
        HTTPFuzzer(), JSONFuzzer(), VerifyBodyFuzzer(), KeyStringFuzzer(), AddressFuzzer(), NetworkFuzzer(),
    ]
}
