internal import Domain

/// A field of what a client sends, as `Fields` reads it.
struct InputField: Sendable {
    enum Presence: Sendable {
        case required
        /// May be missing or null.
        case optional
        /// May be missing, but is never null.
        case omittable
    }

    let name: String
    let presence: Presence
    let schema: Schema

    static func required(_ name: String, _ schema: Schema) -> InputField {
        InputField(name: name, presence: .required, schema: schema)
    }

    static func optional(_ name: String, _ schema: Schema) -> InputField {
        InputField(name: name, presence: .optional, schema: schema.orNull)
    }

    static func omittable(_ name: String, _ schema: Schema) -> InputField {
        InputField(name: name, presence: .omittable, schema: schema)
    }
}

extension Schema {
    /// What a client sends: whatever is not named here is refused.
    static func input(_ description: String, _ fields: [InputField]) -> Schema {
        let required = fields.filter { $0.presence == .required }.map(\.name)
        return object(description, fields.map { ($0.name, $0.schema) }, required: required)
    }

    /// What a client gets: always all of it.
    static func answer(_ description: String, _ fields: KeyValuePairs<String, Schema>) -> Schema {
        object(description, Array(fields), required: fields.map(\.key))
    }

    /// What a client gets: always all of it but what is `sometimes` there.
    static func answer(
        _ description: String,
        _ fields: KeyValuePairs<String, Schema>,
        sometimes: KeyValuePairs<String, Schema>
    ) -> Schema {
        object(description, Array(sometimes) + Array(fields), required: fields.map(\.key))
    }

    /// What a client gets: always all of it, and what there is more of it in this place.
    static func answer(
        _ description: String,
        _ fields: KeyValuePairs<String, Schema>,
        and more: KeyValuePairs<String, Schema>
    ) -> Schema {
        object(description, Array(fields) + Array(more), required: fields.map(\.key) + more.map(\.key))
    }

    /// What a client gets, of the same fields as it sends: always all of them, null where nothing is.
    static func answer(_ description: String, _ fields: [InputField]) -> Schema {
        object(description, fields.map { ($0.name, $0.schema) }, required: fields.map(\.name))
    }

    /// Some of these fields: those that are not sent stay as they are.
    static func edit(_ description: String, _ fields: [InputField]) -> Schema {
        object(description, fields.map { ($0.name, $0.schema) }, required: [])
    }

    /// What somebody else decides about: there may be more in it.
    static func open(_ description: String, _ fields: KeyValuePairs<String, Schema>, required: [String]) -> Schema {
        Schema(
            "object",
            description,
            [
                ("properties", .object(fields.map { JSON.Member($0.key, $0.value.json) })),
                ("required", .strings(required)),
            ],
            components: fields.flatMap(\.value.components)
        )
    }

    private static func object(_ description: String, _ fields: [(String, Schema)], required: [String]) -> Schema {
        Schema(
            "object",
            description,
            [
                ("properties", .object(fields.map { JSON.Member($0, $1.json) })),
                ("required", required.isEmpty ? nil : .strings(required)), ("additionalProperties", false),
            ],
            components: fields.flatMap { $1.components }
        )
    }

    /// `{"data": [], "next_cursor": null}`.
    static func page(of element: Component, _ description: String) -> Schema {
        .answer(
            description,
            [
                "data": .array(of: Schema(element), "What is on this page, at most `limit` of it.", count: 0...100),
                "next_cursor": .string("Where the next page begins; null at the end of the list.").orNull,
            ]
        )
    }
}
