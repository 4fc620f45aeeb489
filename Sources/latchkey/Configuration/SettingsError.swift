/// Every setting that is wrong, and what to do. Never holds the value of a secret.
struct SettingsError: Error, Equatable, CustomStringConvertible {
    struct Problem: Equatable, Sendable {
        let name: String
        let advice: String
    }

    let problems: [Problem]

    var description: String {
        "The settings cannot be used.\n" + problems.map { "  \($0.name): \($0.advice)" }.joined(separator: "\n")
    }
}
