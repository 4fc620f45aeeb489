internal import Domain

// The values that many fields share.

extension Schema {
    static func id<Entity: Identified>(_: Entity.Type, _ description: String) -> Schema {
        .string(description, pattern: "^\(Entity.idPrefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$")
    }

    static func instant(_ description: String) -> Schema {
        .string(description + " RFC 3339, UTC, with milliseconds.", format: "date-time")
    }

    /// A label for people.
    static func displayName(_ description: String) -> Schema {
        .string(
            description + " 2 to 200 characters, without control and bidirectional ones, not only blank.",
            length: DisplayName.length,
            pattern: noControls
        )
    }

    /// Free text for people.
    static func text(_ description: String) -> Schema {
        .string(
            description + " Up to 1,000 characters; new lines and tabs are welcome, other control and bidirectional "
                + "characters are not.",
            length: 0...Description.mostScalars,
            pattern: noControlsButBreaks
        )
    }

    /// Why something is done: free text that says something.
    static func reason(_ description: String) -> Schema {
        .string(
            description + " 1 to 1,000 characters, not only blank.",
            length: 1...Description.mostScalars,
            pattern: noControlsButBreaks
        )
    }

    static func email(_ description: String) -> Schema {
        .string(description, length: 3...254, format: "email")
    }

    static let secondFactorCode: Schema = .string(
        "Six digits of the device, or a recovery code. Each is good once; spaces and hyphens do not matter."
    )

    /// A name of the scope catalogue.
    static func scope(_ description: String) -> Schema {
        .string(description, pattern: #"^[a-z][a-z0-9:._-]{0,63}$"#)
    }

    /// A time to live.
    static func period(_ description: String) -> Schema {
        .string(
            description + " Days (`30d`) or calendar years (`1y`).",
            pattern: "^[1-9][0-9]{0,3}[dy]$"
        )
    }

    private static let noControls = "^[^\\u0000-\\u001f\(unwelcome)]*$"
    private static let noControlsButBreaks = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\(unwelcome)]*$"

    /// Other control characters, and what reorders text.
    private static let unwelcome = #"\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"#
}
