/// Which traces are recorded. Decided once, by whoever begins the trace.
package struct Sampler: Hashable, Sendable {
    /// From 0, none, to 1, all.
    package let ratio: Double
    /// Whether the decision of whoever sent us a trace stands.
    package let followsParent: Bool

    package init(ratio: Double, followsParent: Bool) {
        self.ratio = ratio
        self.followsParent = followsParent
    }

    /// - Parameter parent: what was sent to us.
    func records(_ trace: TraceID, below parent: TraceContext?) -> Bool {
        if followsParent, let parent { return parent.isSampled }
        // By the id, so that programs with the same ratio come to the same decision.
        return Double(trace.low >> 1) < ratio * 0x1p63
    }
}
