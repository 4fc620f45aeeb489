package import Domain

/// How one JSON value is read: `.string`, `.integer(in: 1...100)`, `.array(of: .string)`. Strict: nothing is converted.
package struct Reader<Value> {
    /// Nil when an error was added.
    let read: (JSON, Place, inout [InputError]) -> Value?

    /// The value of a whole body.
    ///
    /// - Throws: `VALIDATION_FAILED` with everything that is wrong, duplicate members of objects included.
    package func value(of json: JSON) throws(Failure) -> Value {
        var errors = json.duplicateMembers.map(InputError.duplicate)
        let value = read(json, Place(pointer: ""), &errors)
        guard errors.isEmpty, let value else { throw .invalid(errors) }
        return value
    }

    package func map<Other>(_ transform: @escaping (Value) -> Other) -> Reader<Other> {
        Reader<Other> { json, place, errors in read(json, place, &errors).map(transform) }
    }

    /// Null is as good as this value.
    package func null(as value: Value) -> Reader {
        Reader { json, place, errors in json == .null ? value : read(json, place, &errors) }
    }

    /// This, or null, which is nil.
    package static func orNull<Wrapped>(_ reader: Reader<Wrapped>) -> Reader where Value == Wrapped? {
        reader.map(Optional.some).null(as: nil)
    }

    /// A type that checks itself, such as `.text(DisplayName.init(validating:at:))`.
    package static func text(_ validate: @escaping (String, String) throws(InputError) -> Value) -> Reader {
        Reader { json, place, errors in
            guard let text = Reader<String>.string.read(json, place, &errors) else { return nil }
            do throws(InputError) {
                return try validate(text, place.pointer)
            } catch {
                errors.append(error)
                return nil
            }
        }
    }

    /// Text in a strict form of its own; `expected` completes "Expected …".
    package static func parsed(_ code: String, _ expected: String, _ parse: @escaping (String) -> Value?) -> Reader {
        .text { (text, pointer) throws(InputError) in
            guard let value = parse(text) else { throw InputError(pointer, code, "Expected \(expected).") }
            return value
        }
    }

    /// A nested object, decoded by `decode` with a `finish` of its own.
    package static func object(_ decode: @escaping (Fields) throws(Failure) -> Value) -> Reader {
        Reader { json, place, errors in
            guard case .object(let members) = json else {
                errors.append(.wrongType(place, "an object"))
                return nil
            }
            do throws(Failure) {
                return try decode(Fields(members, at: place))
            } catch {
                errors += error.errors
                return nil
            }
        }
    }

    /// Every wrong element is named.
    package static func array<Element>(
        of element: Reader<Element>,
        count: ClosedRange<Int> = 0...1000
    ) -> Reader where Value == [Element] {
        Reader { json, place, errors in
            guard case .array(let elements) = json else {
                errors.append(.wrongType(place, "an array"))
                return nil
            }
            guard count.contains(elements.count) else {
                let tooMany = elements.count > count.upperBound
                let detail = tooMany ? "At most \(count.upperBound) fit." : "At least \(count.lowerBound) are needed."
                errors.append(InputError(place.pointer, tooMany ? "TOO_MANY" : "TOO_FEW", detail))
                return nil
            }
            let values = elements.enumerated().map { element.read($1, place.child(String($0)), &errors) }
            return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
        }
    }
}

extension InputError {
    fileprivate static func wrongType(_ place: Place, _ expected: String) -> InputError {
        InputError(place.pointer, "WRONG_TYPE", "Expected \(expected).")
    }
}

extension Reader where Value == JSON {
    /// Whatever it is.
    package static var json: Reader { Reader { json, _, _ in json } }
}

extension Reader where Value == String {
    package static var string: Reader {
        Reader { json, place, errors in
            if case .string(let text) = json { return text }
            errors.append(.wrongType(place, "a string"))
            return nil
        }
    }
}

extension Reader where Value == Bool {
    package static var bool: Reader {
        Reader { json, place, errors in
            switch json {
            case .bool(let value): return value
            case .string("true") where place.isText: return true
            case .string("false") where place.isText: return false
            default:
                errors.append(.wrongType(place, "true or false"))
                return nil
            }
        }
    }
}

extension Reader where Value == Int {
    /// Written without fraction or exponent; in a query, in decimal digits without a leading zero or plus.
    package static func integer(in range: ClosedRange<Int>) -> Reader {
        Reader { json, place, errors in
            guard let value = integer(json, isText: place.isText) else {
                errors.append(.wrongType(place, "a whole number"))
                return nil
            }
            guard range.contains(value) else {
                let detail = "Expected \(range.lowerBound) to \(range.upperBound)."
                errors.append(InputError(place.pointer, "OUT_OF_RANGE", detail))
                return nil
            }
            return value
        }
    }

    private static func integer(_ json: JSON, isText: Bool) -> Int? {
        switch json {
        case .integer(let value): return Int(exactly: value)
        case .string(let text) where isText: return Int(text).flatMap { String($0) == text ? $0 : nil }
        default: return nil
        }
    }
}

extension Reader where Value: RawRepresentable<String> & CaseIterable {
    /// One of the cases, by its raw value.
    package static func `enum`(_: Value.Type = Value.self) -> Reader {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return .parsed("UNKNOWN_VALUE", "one of \(names)") { Value(rawValue: $0) }
    }
}

extension Reader {
    package static func id<Entity>(_: Entity.Type) -> Reader where Value == ID<Entity> {
        .parsed("INVALID_ID", "an id such as \(Entity.idPrefix)_01h455vb4pex5vsknk084sn02q") { ID($0) }
    }
}

extension Reader where Value == Instant {
    /// RFC 3339, with a zone; a real date and time.
    package static var instant: Reader {
        .parsed("INVALID_TIME", "a time such as 2027-01-31T12:00:00Z") { Instant(rfc3339: $0) }
    }
}

extension Reader where Value == CalendarDate {
    package static var date: Reader {
        .parsed("INVALID_DATE", "a date such as 2027-01-31") { CalendarDate($0) }
    }
}
