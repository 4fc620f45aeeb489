import Fuzzing
import Testing

@Suite("Fuzzing every parser that strangers' bytes reach", .timeLimit(.minutes(5)))
struct FuzzTests {
    @Test("thousands of inputs: nothing crashes, nothing is taken that should not be", arguments: 0..<Fuzzers.all.count)
    func survives(_ index: Int) throws {
        let fuzzer = Fuzzers.all[index]
        let run = try fuzzer.run(fuzzer.isSlow ? 2000 : 20_000, seed: 1)
        // Neither were all refused, which would tell nothing, nor were all as they should be.
        #expect(run.taken > run.inputs / 20, "\(fuzzer.name)")
        #expect(run.taken < run.inputs, "\(fuzzer.name)")
    }
}
