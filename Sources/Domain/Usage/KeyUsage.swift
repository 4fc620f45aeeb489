/// How a key was used.
package struct KeyUsage: Hashable, Sendable {
    /// Of the last check whose secret matched.
    package let lastUsedAt: Instant?
    /// Checks whose secret matched.
    package let requests: Int
    package let requestsThisPeriod: Int
    /// Over this hour and the 23 before it.
    package let last24Hours: UsageBalance

    package init(
        lastUsedAt: Instant? = nil,
        requests: Int = 0,
        requestsThisPeriod: Int = 0,
        last24Hours: UsageBalance = UsageBalance()
    ) {
        self.lastUsedAt = lastUsedAt
        self.requests = requests
        self.requestsThisPeriod = requestsThisPeriod
        self.last24Hours = last24Hours
    }

    package static let none = KeyUsage()
}

/// How each of several keys was used.
package struct KeyUsages: Sendable {
    private let usages: [ID<APIKey>: KeyUsage]

    package init(_ usages: [ID<APIKey>: KeyUsage] = [:]) {
        self.usages = usages
    }

    package subscript(_ key: ID<APIKey>) -> KeyUsage { usages[key] ?? .none }
}

/// What the counts of a key are told over.
package struct UsageWindow: Hashable, Sendable {
    package let now: Instant
    package let period: BillingPeriod
    /// This hour and the 23 before it.
    package let lastHours: Range<Instant>

    package init(at now: Instant, billingDay: Int) {
        self.now = now
        period = BillingPeriod(containing: now, billingDay: billingDay)
        let start = UsageInterval.hour.start(of: now)
        lastHours = start - .seconds(23 * 3600)..<start + .seconds(3600)
    }
}
