import Domain

/// What a portal's document says of its keys, written down once more: by this the model knows what has to happen, whatever
/// the code under test makes of its presets.
struct PortalRules: Sendable {
    enum Expiry: Sendable {
        case none
        /// One of these, the third unless asked for.
        case oneOf([String])
        case dateAtItsStart
        case dateThroughItsEnd
        case instant
    }

    let preset: String
    var environments = ["LIVE"]
    var usesGroups = false
    var expiry = Expiry.none
    var mustDisableFirst = false
    /// Seconds.
    var longestGrace = 86_400
    var rotationSetsExpiry = false

    static let all = [
        PortalRules(preset: "partner-portal", expiry: .oneOf(["30d", "90d", "1y", "2y"])),
        PortalRules(preset: "enterprise-dashboard", environments: ["LIVE", "TEST"], expiry: .dateAtItsStart),
        PortalRules(preset: "merchant-portal", mustDisableFirst: true),
        PortalRules(
            preset: "tenant-settings",
            usesGroups: true,
            expiry: .dateThroughItsEnd,
            longestGrace: 0,
            rotationSetsExpiry: true
        ),
        PortalRules(preset: "business-integrations", expiry: .instant, longestGrace: 0),
    ]

    /// What a request for a key says of its end, and when that is.
    func chooseExpiry(now: Instant, _ choice: inout SeededChoice) -> (members: [JSON.Member], end: Instant?) {
        let days = Int.random(in: 1...40, using: &choice)
        switch expiry {
        case .none:
            return ([], nil)
        case .oneOf(let periods):
            guard choice.chance(70), let period = choice.one(of: periods) else { return ([], defaultEnd(now: now)) }
            return ([JSON.Member("expires_in", .string(period))], Self.end(of: period, from: now))
        case .dateAtItsStart, .dateThroughItsEnd:
            guard choice.chance(60) else { return ([], nil) }
            let date = (now + .seconds(86_400 * days)).date
            let end = if case .dateAtItsStart = expiry { date.startOfDay } else { date.startOfDay + .seconds(86_400) }
            return ([JSON.Member("expires_on", .string(date.description))], end)
        case .instant:
            guard choice.chance(60) else { return ([], nil) }
            let end = now + .seconds(3600 * days)
            return ([JSON.Member("expires_at", .string(end.description))], end)
        }
    }

    /// When a key ends for which nothing is asked.
    func defaultEnd(now: Instant) -> Instant? {
        if case .oneOf(let periods) = expiry { Self.end(of: periods[2], from: now) } else { nil }
    }

    /// By hand: days are 86,400 s, years are found on the calendar.
    private static func end(of period: String, from now: Instant) -> Instant? {
        guard let count = Int(period.dropLast()) else { return nil }
        guard period.hasSuffix("y") else { return now + .seconds(86_400 * count) }
        let (today, midnight) = (now.date, now.date.startOfDay)
        let day = today.month == 2 && today.day == 29 ? 28 : today.day
        return CalendarDate(year: today.year + count, month: today.month, day: day).map {
            $0.startOfDay + (now - midnight)
        }
    }
}
