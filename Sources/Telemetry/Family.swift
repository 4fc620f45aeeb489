internal import Synchronization

/// Metrics that begin when they are first needed, by what tells them apart: for kinds of events of which most never happen.
/// Finding one takes a lock, so it is not for the path of a check.
package final class Family<Key: Hashable & Sendable, Metric: Sendable>: Sendable {
    private let metrics = Mutex<[Key: Metric]>([:])
    private let make: @Sendable (Key) -> Metric

    /// - Parameter make: names the metric; is called once for each key, of which there are few.
    package init(_ make: @escaping @Sendable (Key) -> Metric) {
        self.make = make
    }

    package subscript(key: Key) -> Metric {
        metrics.withLock { metrics in
            if let metric = metrics[key] { return metric }
            let metric = make(key)
            metrics[key] = metric
            return metric
        }
    }
}
