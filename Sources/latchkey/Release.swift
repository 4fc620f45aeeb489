/// Which Latchkey this is. As the changelog's topmost heading has it.
enum Release {
    static let version = "unreleased"
}
