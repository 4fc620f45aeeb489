import Foundation
import Fuzzing

/// Gives every parser that strangers' bytes reach so many inputs, and prints what came of it.
///
///     Fuzz [inputs of each kind] [seed]
///
/// Ends with 1 when something was found, and prints the seed of that one input.
@main
struct Fuzz {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.first.flatMap { Int($0) } ?? 1_000_000
        let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999_999)
        print("\(count) inputs of each kind, seed \(seed)")
        var isClean = true
        for fuzzer in Fuzzers.all {
            let start = ContinuousClock.now
            do {
                let run = try fuzzer.run(count, seed: seed)
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                print("\(fuzzer.name): \(run.inputs) inputs, \(run.taken) of them taken, \(Int(seconds)) s")
            } catch {
                isClean = false
                print("FOUND \(error)")
            }
        }
        exit(isClean ? 0 : 1)
    }
}
