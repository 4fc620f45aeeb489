/// Words that somebody who knows the person, or this service, would try first.
struct PasswordContext {
    private let words: Set<String>
    /// Shorter ones would be found in passwords that have nothing to do with them.
    private static let shortest = 4

    init(of person: User?) {
        let names = person.map { [$0.email, $0.name] } ?? []
        let localPart = person?.email.split(separator: "@").first.map(String.init)
        let parts = person?.name.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        let all = ["latchkey"] + names + parts + (localPart.map { [$0] } ?? [])
        words = Set(all.map { $0.lowercased() }.filter { $0.unicodeScalars.count >= Self.shortest })
    }

    func occurs(in password: String) -> Bool {
        let password = password.lowercased()
        return words.contains { password.contains($0) }
    }
}
