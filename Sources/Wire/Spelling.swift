/// Helps with what was probably meant.
enum Spelling {
    /// The candidate that takes the fewest edits, when those are at most two and leave most of it.
    static func closest(to word: String, among candidates: [String]) -> String? {
        // Edits are counted in time that grows with the square of the length.
        guard word.utf8.count <= 64 else { return nil }
        let ranked = candidates.map { (candidate: $0, edits: edits(Array(word.utf8), Array($0.utf8))) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= min(2, best.candidate.utf8.count / 2) ? best.candidate : nil
    }

    /// Levenshtein's distance.
    private static func edits(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var row = Array(0...second.count)
        for (i, a) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in second.enumerated() {
                let substitution = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
            }
        }
        return row[second.count]
    }
}
