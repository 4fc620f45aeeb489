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

    /// Nil when missing or null.
    mutating func optional<Value>(_ name: String, _ read: (JSON) -> Value?) -> Value? {
        known.insert(name)
        guard let json = members.first(where: { $0.name == name })?.value, json != .null else { return nil }
        guard let value = read(json) else {
            errors.add("/\(name)", "INVALID_VALUE", "This is not what belongs here.")
            return nil
        }
        return value
    }

    mutating func required<Value>(_ name: String, _ read: (JSON) -> Value?) -> Value? {
        if !members.contains(where: { $0.name == name && $0.value != .null }) {
            errors.add("/\(name)", "REQUIRED", "This field is needed.")
        }
        return optional(name, read)
    }

    mutating func choice<Choice: RawRepresentable>(_ name: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        required(name) { $0.asString.flatMap(Choice.init(rawValue:)) }
    }

    mutating func list<Element>(_ name: String, _ read: (JSON) -> Element?) -> [Element]? {
        guard let elements = required(name, \.asArray) else { return nil }
        return elements.enumerated().compactMap { index, element in
            let value = read(element)
            if value == nil { errors.add("/\(name)/\(index)", "INVALID_VALUE", "This is not what belongs here.") }
            return value
        }
    }

    /// Whatever was not asked for does not belong here.
    mutating func refuseOthers() {
        for member in members where !known.contains(member.name) {
            errors.add(JSONPointer.child(member.name, of: ""), "UNKNOWN_FIELD", "There is no such field.")
        }
    }
}

extension JSON {
    package var asString: String? { if case .string(let value) = self { value } else { nil } }

    package var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }

    package var asInteger: Int? { if case .integer(let value) = self { Int(value) } else { nil } }

    var asArray: [JSON]? { if case .array(let value) = self { value } else { nil } }
}
