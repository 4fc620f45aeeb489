extension Peppers {
    /// Why a setting is not a list of peppers. Never says what it is.
    package enum Invalid: Error, Equatable, Sendable {
        case empty
        /// The entry, from 1, is not `id:base64` with an id from 1 to 32,767.
        case malformed(entry: Int)
        case shorterThan32Bytes(entry: Int)
        case duplicateID(Int)
    }

    /// `2:base64,1:base64`, newest first, at least 32 bytes each.
    package init(parsing setting: String) throws(Invalid) {
        guard !setting.isEmpty else { throw .empty }
        var peppers: [Pepper] = []
        for (index, entry) in setting.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            let pepper = try Self.pepper(entry, number: index + 1)
            guard !peppers.contains(where: { $0.id == pepper.id }) else { throw .duplicateID(pepper.id) }
            peppers.append(pepper)
        }
        guard let parsed = Peppers(newestFirst: peppers) else { throw .empty }
        self = parsed
    }

    private static func pepper(_ entry: Substring, number: Int) throws(Invalid) -> Pepper {
        var scanner = Scanner(String(entry))
        guard let digits = scanner.digits(1...5), let id = Int(digits), scanner.skip(":"),
            let bytes = Base64.decode(String(entry.dropFirst(digits.count + 1)))
        else { throw .malformed(entry: number) }
        guard bytes.count >= 32 else { throw .shorterThan32Bytes(entry: number) }
        guard let pepper = Pepper(id: id, bytes: bytes) else { throw .malformed(entry: number) }
        return pepper
    }
}
