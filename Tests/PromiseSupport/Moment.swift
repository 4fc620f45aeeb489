import Glibc

/// A moment of the one clock that everything is judged by: the checker's own.
package struct Moment: Comparable, Hashable, Sendable {
    package let nanoseconds: Int64

    package static let never = Moment(nanoseconds: .max)

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func + (moment: Moment, milliseconds: Int) -> Moment {
        Moment(nanoseconds: moment.nanoseconds + Int64(milliseconds) * 1_000_000)
    }

    /// In milliseconds.
    package static func - (left: Moment, right: Moment) -> Double {
        Double(left.nanoseconds - right.nanoseconds) / 1_000_000
    }
}

/// For threads of our own, which nothing else waits for.
func pause(milliseconds: Int) {
    usleep(UInt32(max(0, milliseconds)) * 1000)
}
