/// Something that is edited, and which of its versions it is.
package struct Versioned<Value: Sendable>: Sendable {
    package let value: Value
    /// 1, and one more with each change.
    package let version: Int

    package init(_ value: Value, version: Int) {
        self.value = value
        self.version = version
    }
}
