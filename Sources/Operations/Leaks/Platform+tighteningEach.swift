internal import Store

extension Platform {
    /// As ``tightening(mayTighten:_:)``, for changes each in a transaction of its own, which wait for one receipt together. One
    /// that fails keeps none of the others from being made, whosever it is; but all of them together fail by it.
    @discardableResult
    func tighteningEach<Item, Outcome>(
        _ items: [Item],
        _ change: (Item, Announcements) async throws -> Outcome
    ) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var failure: (any Error)?
        var end: LogPoint?
        for item in items {
            let announcements = Announcements()
            do {
                outcomes.append(try await change(item, announcements))
            } catch {
                failure = failure ?? error
                if error is CancellationError { break }
                continue
            }
            tell(announcements.all.map(\.change))
            // Past what was committed before, so the last one is past them all.
            end = announcements.end ?? end
        }
        if let end { _ = try await receipts.gather(since: end) }
        if let failure { throw failure }
        return outcomes
    }
}
