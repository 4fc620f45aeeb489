/// One check that was asked, and what came of it.
package struct Check: Sendable {
    package enum Outcome: UInt8, Sendable {
        case valid, refused
        /// 503 and the like: no verdict, so a gateway refuses.
        case unavailable
        /// No answer at all.
        case lost
    }

    package let probe: Probe
    package let instance: UInt8
    /// Before its first byte was sent.
    package let started: Moment
    package let answered: Moment
    package let outcome: Outcome

    package init(probe: Probe, instance: UInt8, started: Moment, answered: Moment, outcome: Outcome) {
        self.probe = probe
        self.instance = instance
        self.started = started
        self.answered = answered
        self.outcome = outcome
    }

    /// Why it had to be refused, if it had to be.
    package var claim: (condition: Condition, window: Condition.Window)? {
        for condition in probe.conditions {
            if let window = condition.window(around: started, answered) { return (condition, window) }
        }
        return nil
    }
}

/// A check that is on its way.
struct PendingCheck {
    private let probe: Probe
    private let instance: Instance
    private let door: Probe.Door
    private let started: Moment

    init(_ probe: Probe, _ door: Probe.Door, at instance: Instance, on line: Line) throws {
        self.probe = probe
        self.instance = instance
        self.door = door
        started = .now
        try line.send(probe.bytes(door))
    }

    func finish(on line: Line) -> (Check, isOpen: Bool) {
        guard let answer = try? line.answer() else { return (check(.now, .lost), false) }
        return (check(answer.at, answer.outcome(door)), !answer.closes)
    }

    private func check(_ answered: Moment, _ outcome: Check.Outcome) -> Check {
        Check(probe: probe, instance: UInt8(instance.number), started: started, answered: answered, outcome: outcome)
    }
}

extension Line.Answer {
    fileprivate func outcome(_ door: Probe.Door) -> Check.Outcome {
        switch (door, status) {
        case (.authorize, 204): .valid
        case (.authorize, 401), (.authorize, 403), (.authorize, 429): .refused
        case (.verify, 200): text.contains("\"valid\":true") || text.contains("\"valid\": true") ? .valid : .refused
        default: .unavailable
        }
    }
}
