/// Gathers everything that is wrong with one request, so that it can be told at once.
package struct InputErrors: Sendable {
    package private(set) var all: [InputError] = []

    /// - Parameter known: what was wrong with the input's form. What is found later about the same fields is not added:
    ///   a name of the wrong type is not also missing, nor is a list with such an element.
    package init(known: [InputError] = []) {
        all = known
        settled = Set(known.map(\.pointer))
    }

    private let settled: Set<String>

    package mutating func add(_ pointer: String, _ code: String, _ detail: String) {
        add(InputError(pointer, code, detail))
    }

    package mutating func add(_ error: InputError) {
        let isSettled = settled.contains { $0 == error.pointer || $0.hasPrefix(error.pointer + "/") }
        guard !isSettled else { return }
        all.append(error)
    }

    /// The errors of a part, which stands below `pointer`.
    package mutating func add(_ errors: [InputError], below pointer: String) {
        for error in errors { add(pointer + error.pointer, error.code, error.detail) }
    }

    /// The value, or nil after keeping the error.
    package mutating func collect<Value>(_ value: @autoclosure () throws(InputError) -> Value) -> Value? {
        do {
            return try value()
        } catch {
            add(error)
            return nil
        }
    }

    /// `VALIDATION_FAILED` when anything was wrong.
    package func throwIfAny() throws(Failure) {
        if !all.isEmpty { throw .invalid(all) }
    }
}
