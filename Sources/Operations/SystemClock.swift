package import Domain
internal import Foundation

/// What this process takes for the time. Good for headers and ids of requests; every decision is made by the database's
/// clock, which all instances share.
package enum SystemClock {
    package static func now() -> Instant {
        Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
