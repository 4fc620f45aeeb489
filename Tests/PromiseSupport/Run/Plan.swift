/// What is going to be done, all of it decided by the seed before anything begins. On which key, and at which moment, depends
/// on the course of the run too.
package struct Plan: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case revoke, disable, rotate, rotateAgain, expireEarlier, narrowAllowlist, narrowScopes, narrowGroup
        case suspendTenant, suspendPartner

        /// How often among a hundred.
        fileprivate var weight: Int {
            switch self {
            case .revoke: 20
            case .disable: 16
            case .rotate, .narrowAllowlist: 12
            case .rotateAgain, .narrowScopes: 10
            case .narrowGroup: 9
            case .expireEarlier: 5
            case .suspendTenant: 4
            case .suspendPartner: 2
            }
        }
    }

    package struct Tightening: Equatable, Sendable {
        package let kind: Kind
        /// Which of those that can be tightened so.
        let pick: Int
        /// Through which instance first.
        let instance: Int
        /// How long it stays so before it is taken back, if it can be; in milliseconds.
        let dwell: Int
    }

    package enum Fault: String, CaseIterable, Sendable {
        case freeze, kill, cut, blackHole, deafen, mute, slow
    }

    package struct Event: Equatable, Sendable {
        package let fault: Fault
        /// Of those that its lane may break.
        let pick: Int
        let gap: Int
        let length: Int
    }

    package let seed: UInt64
    package let tightenings: [Tightening]
    /// Each lane breaks instances of its own, one at a time, again and again.
    package let lanes: [[Event]]
    /// After how many receipts the database is restarted, and whether at once.
    package let restarts: [(after: Int, atOnce: Bool)]

    package init(seed: UInt64, tightenings count: Int) {
        self.seed = seed
        var source = Seed(seed)
        var kinds: [Kind] = []
        while kinds.count < count {
            kinds += Kind.allCases.flatMap { Array(repeating: $0, count: $0.weight) }.shuffled(using: &source)
        }
        tightenings = kinds.prefix(count).map { kind in
            Tightening(
                kind: kind,
                pick: source.number(0...9999),
                instance: source.number(0...3),
                dwell: source.milliseconds(200...1600)
            )
        }
        lanes = (0..<2).map { _ in Self.lane(&source) }
        let restarts = max(2, count / 100)
        self.restarts = (0..<restarts).map { number in
            (after: (2 * number + 1) * count / (2 * restarts), atOnce: number % 2 == 0)
        }
    }

    /// Each fault comes to each of the two instances before any comes again.
    private static func lane(_ source: inout Seed) -> [Event] {
        (0..<150).flatMap { _ in
            let firsts = Fault.allCases.map { _ in source.number(0...1) }
            return (0...1).flatMap { round in
                zip(Fault.allCases, firsts).shuffled(using: &source).map { fault, first in
                    Event(
                        fault: fault,
                        pick: (first + round) % 2,
                        gap: source.milliseconds(50...800),
                        length: length(&source)
                    )
                }
            }
        }
    }

    /// Half of them longer than a receipt waits for a silent lease: only then is something tightened that an instance has not
    /// learnt of.
    private static func length(_ source: inout Seed) -> Int {
        source.number(0...1) == 0 ? source.milliseconds(100...1200) : source.number(1800...4000)
    }

    package static func == (left: Plan, right: Plan) -> Bool {
        left.seed == right.seed && left.tightenings == right.tightenings && left.lanes == right.lanes
            && left.restarts.elementsEqual(right.restarts, by: ==)
    }
}
