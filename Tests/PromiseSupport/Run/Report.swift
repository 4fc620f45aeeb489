/// What a run came to: whether the promise was kept, and whether anything happened that could have broken it.
package struct Report: Sendable {
    package let seed: UInt64
    package let seconds: Double
    package let violations: [String]
    /// One for each instance.
    package let traffic: [Traffic]
    /// Checks that a frozen instance answered within 100 ms after it went on, and how many of them had to be refused.
    package let afterThaw: (answered: Int, forbidden: Int)
    /// Checks that had to be refused, and were answered or given a 503, by an instance whose way to the database was broken.
    package let whileIsolated: Int
    package let faults: [String: Int]
    package let proxies: FaultProxy.Counts
    package let unexpectedEnds: [String]
    let tally: Tally.Counts
    let planned: [Plan.Kind: Int]

    package struct Traffic: Sendable {
        /// Before the first receipt for anything they depend on, or while it was taken back.
        package var valid = 0
        package var refused = 0
        /// Refused after a receipt, as they had to be.
        package var kept = 0
        package var unavailable = 0
        package var lost = 0
        package var freezes = 0
        package var isolations = 0
    }

    package var receipts: Int { tally.times.count }

    /// What did not happen, or not often enough for the run to say anything.
    package var missing: [String] {
        var missing: [String] = []
        func need(_ what: String, _ found: Int, atLeast least: Int) {
            if found < least { missing.append("\(what): \(found), not \(least)") }
        }
        let wanted = planned.values.reduce(0, +)
        need("receipts", receipts, atLeast: wanted * 9 / 10)
        for (kind, count) in planned {
            need("receipts for \(kind)", tally.receipts[kind] ?? 0, atLeast: (count + 1) / 2)
        }
        for (number, traffic) in traffic.enumerated() {
            need("VALIDs at instance \(number)", traffic.valid, atLeast: wanted)
            need("freezes of instance \(number)", traffic.freezes, atLeast: 1)
            need("isolations of instance \(number)", traffic.isolations, atLeast: 1)
            need("refusals after a receipt at instance \(number)", traffic.kept, atLeast: wanted)
        }
        for fault in Plan.Fault.allCases { need(fault.rawValue, faults[fault.rawValue] ?? 0, atLeast: 1) }
        for restart in ["databaseCrash", "databaseRestart"] { need(restart, faults[restart] ?? 0, atLeast: 1) }
        need("checks within 100 ms after a freeze", afterThaw.answered, atLeast: 5)
        need("of these forbidden ones", afterThaw.forbidden, atLeast: 1)
        need("forbidden checks at an isolated instance", whileIsolated, atLeast: wanted / 4)
        need("messages held back", proxies.heldBack, atLeast: 1)
        need("connections cut", proxies.cut, atLeast: 1)
        need("messages delayed", proxies.delayed, atLeast: 1)
        need("receipts that waited until a lease had lapsed", tally.withLapsed, atLeast: 1)
        need("loosenings", tally.loosenings, atLeast: wanted / 10)
        if !tally.refusals.isEmpty { missing.append("refused: \(Set(tally.refusals).sorted().prefix(3))") }
        if !unexpectedEnds.isEmpty { missing.append("ended by themselves: \(unexpectedEnds)") }
        return missing
    }
}

extension Report: CustomStringConvertible {
    package var description: String {
        let times = tally.times.sorted()
        func time(_ part: Double) -> String {
            times.isEmpty ? "-" : "\(Int(times[min(times.count - 1, Int(part * Double(times.count)))]))"
        }
        let kinds = Plan.Kind.allCases.map { "\($0) \(tally.receipts[$0] ?? 0)/\(planned[$0] ?? 0)" }
        let instances = traffic.enumerated().map { number, traffic in
            "  instance \(number): \(traffic.valid) VALID where allowed, \(traffic.kept) refused after a receipt, "
                + "\(traffic.refused) refused otherwise, \(traffic.unavailable) unavailable, \(traffic.lost) lost; "
                + "frozen \(traffic.freezes) times, isolated \(traffic.isolations) times"
        }
        let broken = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return """
            seed \(seed), \(Int(seconds)) s, \(violations.count) violations
            receipts \(receipts): \(kinds.joined(separator: ", "))
              ms: p50 \(time(0.5)), p99 \(time(0.99)), max \(time(1)); with a lapsed verifier \(tally.withLapsed)
              attempts of unknown outcome \(tally.unknownAttempts), dropped \(tally.dropped), skipped \(tally.skipped)
              loosenings \(tally.loosenings), lost \(tally.lostLoosenings); keys made meanwhile \(tally.keysMade)
            checks:
            \(instances.joined(separator: "\n"))
              within 100 ms after a freeze \(afterThaw.answered), of these forbidden and refused \(afterThaw.forbidden)
              forbidden, at an instance cut off from the database \(whileIsolated)
            faults: \(broken.joined(separator: ", "))
              proxies: \(proxies.connections) connections, \(proxies.refused) refused, \(proxies.cut) cut, \
            \(proxies.heldBack) messages held back, \(proxies.delayed) delayed, \(proxies.passed) passed
            \(violations.prefix(20).joined(separator: "\n"))
            """
    }
}
