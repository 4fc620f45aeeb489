/// Gathers everything that is wrong with one request, so that it can be told at once.
package struct InputErrors: Sendable {
    package private(set) var all: [InputError] = []

    package init() {}

    package mutating func add(_ pointer: String, _ code: String, _ detail: String) {
        all.append(InputError(pointer, code, detail))
    }

    /// The value, or nil after keeping the error.
    package mutating func collect<Value>(_ value: @autoclosure () throws(InputError) -> Value) -> Value? {
        do {
            return try value()
        } catch {
            all.append(error)
            return nil
        }
    }

    /// `VALIDATION_FAILED` when anything was wrong.
    package func throwIfAny() throws(Failure) {
        if !all.isEmpty { throw .invalid(all) }
    }
}
