internal import Domain
internal import Synchronization

extension UsageTally {
    /// Made when a key is used, and given up when it lies idle.
    final class Details {
        var cells = DetailCells()
    }

    /// Notes what a check that was VALID asked for, and from where. To be called ahead of `count`, by which it is told that
    /// there is something to be taken.
    func note(_ question: Check.Question, at now: Instant) {
        let hour = HourCount.number(of: now)
        details.withLock { details in
            if let known = details {
                known.cells.count(question.scopes, from: question.ip, in: hour)
            } else {
                let made = Details()
                made.cells.count(question.scopes, from: question.ip, in: hour)
                details = made
            }
        }
    }

    /// Takes what was noted; nil where there is nothing that could be given up when it lies idle. Only the queue's owner does.
    func drainDetails() -> DetailCells.Drained? {
        details.withLock { $0?.cells.drain() }
    }

    /// Gives up what nothing was noted in since it was drained. Else a later round takes that.
    func forgetIdleDetails() {
        details.withLock { details in
            if details?.cells.isDrained == true { details = nil }
        }
    }
}
