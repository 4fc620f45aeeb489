package import Domain

/// A strict decoder of a JSON object (or of query parameters) that names everything that is wrong at once.
///
/// Ask for every field that there can be, then `finish`: it hands out the values, or throws `VALIDATION_FAILED` with each
/// missing, mistyped, duplicate and unknown field.
///
///     let fields = try Fields(json)
///     let (name, parent) = try fields.finish(
///         fields.required("name", .text(DisplayName.init(validating:at:))),
///         fields.optional("parent_id", .id(Tenant.self))
///     )
///
/// No error ever repeats a value: it may be a password.
package final class Fields {
    private let members: [JSON.Member]
    private let place: Place
    private var known: [String] = []
    private var errors: [InputError]

    /// The members of an object; anything else throws `VALIDATION_FAILED`.
    package convenience init(_ json: JSON) throws(Failure) {
        guard case .object(let members) = json else {
            throw .invalid([InputError("", "WRONG_TYPE", "A JSON object is expected.")])
        }
        self.init(members, at: Place(pointer: ""), errors: json.duplicateMembers.map(InputError.duplicate))
    }

    /// Query parameters, decoded and in their order. Errors point to `/query/{name}`.
    package convenience init(query: [(name: String, value: String)]) {
        let json = JSON.object(query.map { JSON.Member($0.name, .string($0.value)) })
        let place = Place(pointer: "/query", isText: true)
        self.init(
            query.map { JSON.Member($0.name, .string($0.value)) },
            at: place,
            errors: json.duplicateMembers.map { .duplicate(place.pointer + $0) }
        )
    }

    /// The duplicates of a nested object were named with those of the whole.
    init(_ members: [JSON.Member], at place: Place, errors: [InputError] = []) {
        self.members = members
        self.place = place
        self.errors = errors
    }

    /// A field that must be there.
    package func required<Value>(_ name: String, _ reader: Reader<Value>) -> Field<Value> {
        guard let json = member(name) else {
            report(InputError(place.child(name).pointer, "REQUIRED", "It is needed."))
            return .invalid
        }
        return read(json, name, reader)
    }

    /// A field that may be missing or null: then nil.
    package func optional<Value>(_ name: String, _ reader: Reader<Value>) -> Field<Value?> {
        guard let json = member(name), json != .null else { return .valid(nil) }
        return read(json, name, reader.map(Optional.some))
    }

    /// A field that may be missing or null: then `fallback`.
    package func optional<Value>(_ name: String, _ reader: Reader<Value>, default fallback: Value) -> Field<Value> {
        guard let json = member(name), json != .null else { return .valid(fallback) }
        return read(json, name, reader)
    }

    /// A field that may be missing, as in the body of a PATCH, where null is a value like any other: what it means, if
    /// anything, the reader says (`.null(as:)`).
    package func sent<Value>(_ name: String, _ reader: Reader<Value>) -> Field<Value?> {
        guard let json = member(name) else { return .valid(nil) }
        return read(json, name, reader.map(Optional.some))
    }

    /// Fields that there are, but not to be sent here.
    package func refuse(_ names: [String], _ code: String, _ detail: String) {
        for name in names where member(name) != nil {
            report(InputError(place.child(name).pointer, code, detail))
        }
    }

    /// An error that the caller found, to be thrown by `finish` among the others.
    package func report(_ error: InputError) {
        errors.append(error)
    }

    /// The values, when nothing at all is wrong.
    package func finish<each Value>(_ fields: repeat Field<each Value>) throws(Failure) -> (repeat each Value) {
        let errors = errors + unknownFields
        guard errors.isEmpty else { throw .invalid(errors) }
        do {
            return (repeat try (each fields).value)
        } catch {
            throw Failure(.internal, "A field was read by another decoder.", cause: error)
        }
    }

    /// What could be read, nil where nothing was sent or what was sent is wrong; and everything that is wrong. For a
    /// caller that finds more, and then names all of it at once.
    package func salvage<each Value>(
        _ fields: repeat Field<(each Value)?>
    ) -> (values: (repeat (each Value)?), errors: [InputError]) {
        ((repeat (each fields).readable()), Array((errors + unknownFields).prefix(Failure.mostErrors)))
    }

    private func member(_ name: String) -> JSON? {
        known.append(name)
        return members.first { $0.name == name }?.value
    }

    private func read<Value>(_ json: JSON, _ name: String, _ reader: Reader<Value>) -> Field<Value> {
        reader.read(json, place.child(name), &errors).map(Field.valid) ?? .invalid
    }

    private var unknownFields: [InputError] {
        var seen = Set(known)
        return members.filter { seen.insert($0.name).inserted }.map { member in
            let hint = Spelling.closest(to: member.name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            return InputError(place.child(member.name).pointer, "UNKNOWN_FIELD", "There is no such field." + hint)
        }
    }
}

/// A field as it was read. Its value comes from `Fields.finish`, which knows that nothing is wrong.
package enum Field<Value> {
    case valid(Value)
    /// The error is with the `Fields` that read it.
    case invalid

    fileprivate struct Invalid: Error {}

    fileprivate var value: Value {
        get throws {
            guard case .valid(let value) = self else { throw Invalid() }
            return value
        }
    }
}

extension Field {
    /// The value of an optional field, nil also when it was wrong.
    fileprivate func readable<Wrapped>() -> Wrapped? where Value == Wrapped? {
        guard case .valid(let value) = self else { return nil }
        return value
    }
}

/// Where in the input a value stands.
struct Place {
    var pointer: String
    /// Query parameters: numbers and booleans are written as text.
    var isText = false

    func child(_ name: String) -> Place {
        Place(pointer: JSONPointer.child(name, of: pointer), isText: isText)
    }
}
