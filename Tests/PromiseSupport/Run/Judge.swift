/// Judges every check of a run, once all receipts are known.
package struct Judge {
    package private(set) var violations: [String] = []
    package private(set) var traffic: [Report.Traffic]
    package private(set) var afterThaw = (answered: 0, forbidden: 0)
    package private(set) var whileIsolated = 0
    private let thaws: [[Moment]]
    private let isolations: [[ClosedRange<Moment>]]

    /// - Parameters:
    ///   - thaws: for each instance, when it went on after a freeze.
    ///   - isolations: for each instance, when its way to the database was broken.
    package init(thaws: [[Moment]], isolations: [[ClosedRange<Moment>]]) {
        self.thaws = thaws
        self.isolations = isolations
        traffic = zip(thaws, isolations).map { Report.Traffic(freezes: $0.count, isolations: $1.count) }
    }

    package mutating func judge(_ check: Check) {
        let instance = Int(check.instance)
        let claim = check.claim
        switch (check.outcome, claim) {
        case (.valid, nil): traffic[instance].valid += 1
        case (.valid, let (condition, window)?): violations.append(violation(check, condition, window))
        case (.refused, nil): traffic[instance].refused += 1
        case (.refused, _?): traffic[instance].kept += 1
        case (.unavailable, _): traffic[instance].unavailable += 1
        case (.lost, _): traffic[instance].lost += 1
        }
        guard check.outcome != .lost else { return }
        if claim != nil, isolations[instance].contains(where: { $0.contains(check.started) }) { whileIsolated += 1 }
        guard thaws[instance].contains(where: { 0...100 ~= check.answered - $0 }) else {
            return
        }
        afterThaw.answered += 1
        if claim != nil, check.outcome == .refused { afterThaw.forbidden += 1 }
    }

    private func violation(_ check: Check, _ condition: Condition, _ window: Condition.Window) -> String {
        let late = Int(check.started - window.receipt)
        return "VALID at instance \(check.instance) for \(check.probe.name), asked \(late) ms after the receipt of: "
            + "\(condition.name); answered after \(Int(check.answered - check.started)) ms"
    }
}
