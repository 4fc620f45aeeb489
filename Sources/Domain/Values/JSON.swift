/// A JSON value (RFC 8259). Objects keep the order of their members, and even duplicates, so that they can be refused.
package indirect enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    /// Written without fraction or exponent, and fits 64 bits.
    case integer(Int64)
    /// Any other number. Finite.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The first member with this name; nil when there is none, or this is no object.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// RFC 6901 pointers to every member whose name stood before in the same object, at any depth.
    package var duplicateMembers: [String] {
        duplicateMembers(below: "")
    }

    private func duplicateMembers(below pointer: String) -> [String] {
        switch self {
        case .null, .bool, .integer, .number, .string:
            return []
        case .array(let elements):
            return elements.enumerated().flatMap { $1.duplicateMembers(below: "\(pointer)/\($0)") }
        case .object(let members):
            var seen: Set<String> = []
            return members.flatMap { member in
                let place = JSONPointer.child(member.name, of: pointer)
                let isDuplicate = !seen.insert(member.name).inserted
                return (isDuplicate ? [place] : []) + member.value.duplicateMembers(below: place)
            }
        }
    }
}

/// RFC 6901.
package enum JSONPointer {
    /// The pointer to a member of the object at `parent`.
    package static func child(_ name: String, of parent: String) -> String {
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return parent + "/" + escaped
    }
}
