/// Choices that a seed determines (SplitMix64), so that a plan can be made again.
package struct Seed: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// Another generator, whose choices do not depend on how many this one makes later.
    mutating func branch() -> Seed { Seed(next()) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Short ones as often as long ones, whatever the scale.
    mutating func milliseconds(_ range: ClosedRange<Int>) -> Int {
        var value = range.lowerBound
        while value * 2 <= range.upperBound, number(0...3) > 0 { value *= 2 }
        return number(value...min(range.upperBound, value * 2))
    }
}
