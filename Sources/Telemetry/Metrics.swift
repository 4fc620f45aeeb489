internal import Synchronization

/// Everything that a process tells of itself, in the order in which it was named.
///
/// Names and labels say what kind of thing is counted, never whose it is: no tenant, no key, no address, no path as it was
/// sent. So there are few, and whoever may read them learns nothing about anybody.
package final class Metrics: Sendable {
    /// All that have a name in common, and differ in their labels.
    struct Family: Sendable {
        enum Kind: String {
            case counter, gauge, histogram
        }

        let name: String
        let help: String
        let kind: Kind
        var members: [Member] = []
    }

    struct Member: Sendable {
        enum Value: Sendable {
            case number(@Sendable () -> Double?)
            case histogram(Histogram)
        }

        let labels: [Label]
        let value: Value
    }

    private let families = Mutex<[Family]>([])

    package init() {}

    /// What is counted here.
    ///
    /// - Parameters:
    ///   - name: ends in `_total`; says the unit before it, where there is one.
    ///   - help: a sentence without its full stop.
    package func counter(_ name: String, _ help: String, _ labels: Label...) -> Counter {
        let counter = Counter()
        add(.number { Double(counter.value) }, labels, to: name, help, .counter)
        return counter
    }

    /// What is counted elsewhere; nil while it is not known.
    package func counter(_ name: String, _ help: String, _ labels: Label..., read: @escaping @Sendable () -> Double?) {
        add(.number(read), labels, to: name, help, .counter)
    }

    /// What goes up and down, read when somebody asks; nil while it is not known.
    package func gauge(_ name: String, _ help: String, _ labels: Label..., read: @escaping @Sendable () -> Double?) {
        add(.number(read), labels, to: name, help, .gauge)
    }

    /// - Parameter name: ends in `_seconds`.
    package func histogram(
        _ name: String,
        _ help: String,
        _ bounds: Histogram.Bounds,
        _ labels: Label...
    ) -> Histogram {
        let histogram = Histogram(bounds)
        add(.histogram(histogram), labels, to: name, help, .histogram)
        return histogram
    }

    private func add(_ value: Member.Value, _ labels: [Label], to name: String, _ help: String, _ kind: Family.Kind) {
        let member = Member(labels: labels, value: value)
        families.withLock { families in
            guard let index = families.firstIndex(where: { $0.name == name }) else {
                families.append(Family(name: name, help: help, kind: kind, members: [member]))
                return
            }
            precondition(families[index].kind == kind, "\(name) is of two kinds")
            precondition(!families[index].members.contains { $0.labels == labels }, "\(name) is there twice")
            families[index].members.append(member)
        }
    }

    /// All that can be read now.
    package func write(as format: Exposition.Format) -> [UInt8] {
        Exposition.write(families.withLock { $0 }, as: format)
    }
}

/// What tells members of one family apart. Its values are few, and chosen by us.
package struct Label: Hashable, Sendable {
    let name: String
    let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
