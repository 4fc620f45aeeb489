/// Reads the members of one JSON object, gathering what is wrong with them.
struct MemberReader {
    private(set) var errors = InputErrors()
    private let members: [JSON.Member]
    private var known: Set<String> = []

    init(_ json: JSON) {
        if case .object(let members) = json {
            self.members = members
        } else {
            members = []
            errors.add("", "WRONG_TYPE", "An object is needed.")
        }
        for pointer in json.duplicateMembers { errors.add(pointer, "DUPLICATE_FIELD", "This field is already there.") }
    }

    /// An object within another one, which has named the duplicates of the whole.
    private init(nested members: [JSON.Member]) {
        self.members = members
    }

    /// Nil when missing or null.
    mutating func optional<Value>(_ name: String, _ read: (JSON) -> Value?) -> Value? {
        guard let json = member(name), json != .null else { return nil }
        return value(json, name, read)
    }

    mutating func required<Value>(_ name: String, _ read: (JSON) -> Value?) -> Value? {
        requireThere(name)
        return optional(name, read)
    }

    /// May be missing, but not null.
    mutating func flag(_ name: String, default fallback: Bool) -> Bool? {
        guard let json = member(name) else { return fallback }
        return value(json, name, \.asBool)
    }

    /// May be missing, but not null.
    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        default fallback: Value
    ) -> Value? {
        guard let json = member(name) else { return fallback }
        return value(json, name, .choice)
    }

    mutating func required<Value>(_ name: String, _ wording: Wording<Value>) -> Value? {
        requireThere(name)
        return optional(name, wording)
    }

    mutating func optional<Value>(_ name: String, _ wording: Wording<Value>) -> Value? {
        guard let json = member(name), json != .null else { return nil }
        return value(json, name, wording)
    }

    mutating func list<Element>(_ name: String, of wording: Wording<Element>) -> [Element]? {
        guard let elements = required(name, \.asArray) else { return nil }
        return elements.enumerated().compactMap { index, element in value(element, "\(name)/\(index)", wording) }
    }

    /// A list of objects, each with members of its own.
    mutating func objects<Element>(_ name: String, _ read: (inout MemberReader) -> Element?) -> [Element]? {
        guard let elements = required(name, \.asArray) else { return nil }
        return elements.enumerated().compactMap { index, element in object(element, at: "/\(name)/\(index)", read) }
    }

    /// An object with members of its own; nil when missing or null.
    mutating func optionalObject<Value>(_ name: String, _ read: (inout MemberReader) -> Value?) -> Value? {
        guard let json = member(name), json != .null else { return nil }
        return object(json, at: "/\(name)", read)
    }

    /// Whatever was not asked for does not belong here.
    mutating func refuseOthers() {
        for member in members where !known.contains(member.name) {
            errors.add(JSONPointer.child(member.name, of: ""), "UNKNOWN_FIELD", "There is no such field.")
        }
    }

    mutating func refuse(_ name: String, _ code: String, _ detail: String) {
        errors.add("/\(name)", code, detail)
    }

    private mutating func member(_ name: String) -> JSON? {
        known.insert(name)
        return members.first { $0.name == name }?.value
    }

    private mutating func requireThere(_ name: String) {
        if member(name) ?? .null == .null { errors.add("/\(name)", "REQUIRED", "This field is needed.") }
    }

    private mutating func value<Value>(_ json: JSON, _ path: String, _ read: (JSON) -> Value?) -> Value? {
        let value = read(json)
        if value == nil { errors.add("/\(path)", "WRONG_TYPE", "This is not what belongs here.") }
        return value
    }

    private mutating func value<Value>(_ json: JSON, _ path: String, _ wording: Wording<Value>) -> Value? {
        guard let text = value(json, path, \.asString) else { return nil }
        let value = wording.parse(text)
        if value == nil { errors.add("/\(path)", wording.code, wording.detail) }
        return value
    }

    private mutating func object<Value>(
        _ json: JSON,
        at pointer: String,
        _ read: (inout MemberReader) -> Value?
    ) -> Value? {
        guard case .object(let members) = json else {
            errors.add(pointer, "WRONG_TYPE", "An object is needed.")
            return nil
        }
        var fields = MemberReader(nested: members)
        let value = read(&fields)
        fields.refuseOthers()
        for error in fields.errors.all { errors.add(pointer + error.pointer, error.code, error.detail) }
        return fields.errors.all.isEmpty ? value : nil
    }
}

/// Text that stands for something else, and what is told when it stands for nothing.
struct Wording<Value> {
    let code: String
    let detail: String
    let parse: (String) -> Value?
}

extension Wording where Value: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's words.
    static var choice: Wording {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return Wording(code: "UNKNOWN_VALUE", detail: "One of \(words) is needed.") { Value(rawValue: $0) }
    }
}

extension Wording<ExpiryPreset> {
    static var period: Wording {
        Wording(code: "INVALID_PERIOD", detail: "A number of days or years is needed, such as 30d or 1y.") {
            ExpiryPreset($0)
        }
    }
}

extension JSON {
    package var asString: String? { if case .string(let value) = self { value } else { nil } }

    package var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }

    package var asInteger: Int? { if case .integer(let value) = self { Int(value) } else { nil } }

    package var asArray: [JSON]? { if case .array(let value) = self { value } else { nil } }
}
