internal import Domain

/// A JSON Schema (2020-12), as far as this API needs one. Each says in words what it describes.
struct Schema: Sendable {
    private var members: [JSON.Member]
    /// The named schemas that it refers to.
    private(set) var components: [Component]

    var json: JSON { .object(members) }

    init(_ type: String, _ description: String, _ rules: [(String, JSON?)] = [], components: [Component] = []) {
        members = [JSON.Member("type", .string(type)), JSON.Member("description", .string(description))]
        members += rules.compactMap { name, value in value.map { JSON.Member(name, $0) } }
        self.components = components
    }

    /// A schema that stands under a name of its own.
    init(_ component: Component, _ description: String? = nil) {
        members = [JSON.Member("$ref", .string("#/components/schemas/\(component.name)"))]
        if let description { members.append(JSON.Member("description", .string(description))) }
        components = [component]
    }

    /// This, or null.
    var orNull: Schema {
        var schema = self
        if case .string(let type)? = json["type"] {
            schema.replace("type", with: [.string(type), "null"])
            if case .array(let values)? = json["enum"] { schema.replace("enum", with: .array(values + [.null])) }
        } else {
            schema.members = members.filter { $0.name == "description" }
            let bare = JSON.object(members.filter { $0.name != "description" })
            schema.members.append(JSON.Member("anyOf", [bare, ["type": "null"]]))
        }
        return schema
    }

    /// Taken when nothing is sent.
    func unlessSent(_ value: JSON) -> Schema {
        var schema = self
        schema.members.append(JSON.Member("default", value))
        return schema
    }

    private mutating func replace(_ name: String, with value: JSON) {
        members = members.map { $0.name == name ? JSON.Member(name, value) : $0 }
    }
}

/// A schema with a name, to which others refer.
struct Component: Sendable {
    let name: String
    let schema: Schema

    init(_ name: String, _ schema: Schema) {
        self.name = name
        self.schema = schema
    }
}

extension Schema {
    static func string(
        _ description: String,
        length: ClosedRange<Int>? = nil,
        pattern: String? = nil,
        format: String? = nil
    ) -> Schema {
        Schema(
            "string",
            description,
            [
                ("format", format.map(JSON.string)), ("pattern", pattern.map(JSON.string)),
                ("minLength", length.map { .integer(Int64($0.lowerBound)) }),
                ("maxLength", length.map { .integer(Int64($0.upperBound)) }),
            ]
        )
    }

    static func integer(_ description: String, in range: ClosedRange<Int>) -> Schema {
        Schema(
            "integer",
            description,
            [("minimum", .integer(Int64(range.lowerBound))), ("maximum", .integer(Int64(range.upperBound)))]
        )
    }

    /// A count of something, never negative.
    static func count(_ description: String) -> Schema {
        Schema("integer", description, [("minimum", 0)])
    }

    static func bool(_ description: String) -> Schema {
        Schema("boolean", description)
    }

    static func array(
        of element: Schema,
        _ description: String,
        count: ClosedRange<Int>? = nil,
        unique: Bool = false
    ) -> Schema {
        Schema(
            "array",
            description,
            [
                ("items", element.json), ("minItems", count.map { .integer(Int64($0.lowerBound)) }),
                ("maxItems", count.map { .integer(Int64($0.upperBound)) }), ("uniqueItems", unique ? true : nil),
            ],
            components: element.components
        )
    }

    /// One of these forms.
    static func either(_ description: String, _ forms: [Schema]) -> Schema {
        var schema = Schema("object", description, [("anyOf", .array(forms.map(\.json)))])
        schema.members.removeAll { $0.name == "type" }
        schema.components = forms.flatMap(\.components)
        return schema
    }

    /// One of these words.
    static func one(of words: [String], _ description: String) -> Schema {
        Schema("string", description, [("enum", .strings(words))])
    }

    static func one<Word: RawRepresentable<String> & CaseIterable>(of _: Word.Type, _ description: String) -> Schema {
        one(of: Word.allCases.map(\.rawValue), description)
    }
}
