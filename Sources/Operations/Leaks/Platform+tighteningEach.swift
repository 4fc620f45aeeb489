internal import Store

extension Platform {
    /// As ``tightening(mayTighten:_:)``, for changes each in a transaction of its own, which wait for one receipt together.
    @discardableResult
    func tighteningEach<Item, Outcome>(
        _ items: [Item],
        _ change: (Item, Announcements) async throws -> Outcome
    ) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var end: LogPoint?
        for item in items {
            let announcements = Announcements()
            outcomes.append(try await change(item, announcements))
            tell(announcements.all.map(\.change))
            // Past what was committed before, so the last one is past them all.
            end = announcements.end ?? end
        }
        if let end { _ = try await receipts.gather(since: end) }
        return outcomes
    }
}
