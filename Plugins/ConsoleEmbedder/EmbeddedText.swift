import Foundation

/// A file's text, and how it is called from the folder.
struct EmbeddedText {
    let path: String
    private let text: String

    init(of file: URL, in folder: URL) throws {
        path = String(file.path().dropFirst(folder.path().count).drop { $0 == "/" })
        text = try String(contentsOf: file, encoding: .utf8)
        // In a literal a carriage return would become a line feed, and a path might end it.
        guard !text.utf8.contains(where: { $0 == 13 || $0 == 0 }), !path.contains(where: { "\"\\".contains($0) }) else {
            throw NotEmbeddable(file: file.path())
        }
    }

    /// With one `#` more than stand anywhere in the text, so that nothing in it ends the literal, or is read as an escape.
    var literal: String {
        let fence = String(repeating: "#", count: longestRun + 1)
        return "\(fence)\"\"\"\n\(text)\n\"\"\"\(fence)"
    }

    private var longestRun: Int {
        var (longest, run) = (0, 0)
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "#") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

private struct NotEmbeddable: Error {
    let file: String
}
