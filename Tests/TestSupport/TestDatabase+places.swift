import Domain

extension TestDatabase {
    /// The tables in whose rows a text stands: as it is, in hex or in base64, be it in a column of text or of bytes.
    package func places(of text: String) async throws -> [String] {
        let forms = Set(([text] + Self.encodings(of: text)).flatMap { [$0, Hex.encode(Array($0.utf8))] })
            .map { $0.lowercased() }
        let tables = try await strings(
            """
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
            """
        )
        var places: [String] = []
        for table in tables {
            let rows = try await strings("SELECT t::text FROM \(table) AS t").map { $0.lowercased() }
            if rows.contains(where: { row in forms.contains { row.contains($0) } }) { places.append(table) }
        }
        return places
    }

    /// In base64 both alphabets, and as it comes out behind other bytes too.
    private static func encodings(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        let base64 = (0..<3).map { before in
            let digits = Base64.encode([UInt8](repeating: 0, count: before) + bytes).prefix { $0 != "=" }
            // Those at either end hold bits of the neighbours.
            let isWhole = (before + bytes.count).isMultiple(of: 3)
            return String(digits.dropFirst(before == 0 ? 0 : before + 1).dropLast(isWhole ? 0 : 1))
        }
        let base64URL = base64.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
        return [Hex.encode(bytes)] + base64 + base64URL
    }
}
