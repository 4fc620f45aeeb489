/// How often something has happened since the start. Counting takes no lock and no memory.
package final class Counter: Sendable {
    private let stripes = Stripes()

    package init() {}

    package func add(_ count: Int = 1) {
        stripes.add(count, to: 0)
    }

    package var value: Int { stripes.sum(of: 0) }
}
