/// One value of an answer as the server sent it: binary, or NULL.
package struct Cell {
    /// OID of the value's type.
    package let typeOID: UInt32
    private let bytes: UnsafeRawBufferPointer?
    private let owner: Answer

    init(typeOID: UInt32, bytes: UnsafeRawBufferPointer?, owner: Answer) {
        self.typeOID = typeOID
        self.bytes = bytes
        self.owner = owner
    }

    package var isNull: Bool { bytes == nil }

    /// The bytes of a value of one of these types. The pointer must not outlive `read`.
    package func withBytes<Value>(
        of types: UInt32...,
        read: (UnsafeRawBufferPointer) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value {
        guard let bytes else { throw DecodingFailure("is NULL") }
        guard types.contains(typeOID) else {
            throw DecodingFailure("has the type with OID \(typeOID), expected \(types)")
        }
        defer { withExtendedLifetime(owner) {} }
        return try read(bytes)
    }

    /// A part of this cell, as an element of an array is.
    func part(typeOID: UInt32, _ part: UnsafeRawBufferPointer?) -> Cell {
        Cell(typeOID: typeOID, bytes: part, owner: owner)
    }
}
