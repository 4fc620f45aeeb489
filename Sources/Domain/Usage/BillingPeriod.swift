/// The month that a tenant is billed for: from the start of its billing day, in UTC, to that of the next month's.
package struct BillingPeriod: Hashable, Sendable {
    package let start: CalendarDate
    /// The first day of the next one.
    package let end: CalendarDate

    /// - Parameter billingDay: 1 to 28, so that every month has it.
    package init(containing now: Instant, billingDay: Int) {
        let today = now.date
        // A day of the month in which the period starts: today, or the last day of the month before.
        let month = billingDay <= today.day ? today : today.adding(days: -today.day)
        start = month.adding(days: billingDay - month.day)
        // No month is longer than 31 days, and none is so short that this would skip it.
        let next = start.adding(days: 31)
        end = next.adding(days: billingDay - next.day)
    }
}

extension CalendarDate {
    fileprivate func adding(days: Int) -> CalendarDate {
        CalendarDate(daysSince1970: daysSince1970 + Int64(days))
    }
}
