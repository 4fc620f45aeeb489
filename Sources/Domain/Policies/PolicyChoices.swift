/// From where a key has its scopes.
package enum PermissionModel: String, CaseIterable, Sendable {
    /// Its own.
    case scopes = "SCOPES"
    /// Those of its authorization group, whatever they are at the time.
    case group = "GROUP"
}

/// What may be done to a key's permissions after its creation.
package enum PermissionEditing: String, CaseIterable, Sendable {
    case immutable = "IMMUTABLE"
    case narrowOnly = "NARROW_ONLY"
    case editable = "EDITABLE"
}

/// Whether new keys expire.
package enum ExpiryMode: String, CaseIterable, Sendable {
    case none = "NONE"
    case optional = "OPTIONAL"
    case required = "REQUIRED"
}

/// At which end of its last date a key expires, in UTC.
package enum DateEnds: String, CaseIterable, Sendable {
    /// At 00:00 on that date.
    case dayStart = "DAY_START"
    /// It works through that date, until the next 00:00.
    case dayEnd = "DAY_END"

    /// The first instant at which it no longer works. Nil past the year 9999.
    package func end(of date: CalendarDate) -> Instant? {
        switch self {
        case .dayStart: date.startOfDay
        case .dayEnd: date.nextDay?.startOfDay
        }
    }
}

/// What becomes of a key whose secret was found where it should not be.
package enum LeakResponse: String, CaseIterable, Sendable {
    /// It stops, until somebody enables it.
    case disable = "DISABLE"
    /// It ends.
    case revoke = "REVOKE"
}

/// For what a key is.
package enum Environment: String, CaseIterable, Sendable {
    case live = "LIVE"
    case test = "TEST"

    /// As it stands in a key.
    package var segment: String {
        switch self {
        case .live: "live"
        case .test: "test"
        }
    }
}
