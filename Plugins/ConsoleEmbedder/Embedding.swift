import Foundation

/// Writes files as string literals, which compile a hundred times faster than arrays of bytes.
///
///     ConsoleEmbedder OUTPUT FOLDER FILE…
@main
struct Embedding {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
        guard let output = arguments.first, let folder = arguments.dropFirst().first else { throw Misused() }
        let files = try arguments.dropFirst(2).map { try EmbeddedText(of: $0, in: folder) }
        try Data(source(of: files).utf8).write(to: output)
    }

    private static func source(of files: [EmbeddedText]) -> String {
        let entries = files.enumerated().map { "        (\"\($1.path)\", file\($0)),\n" }
        let texts = files.enumerated().map { "private let file\($0): StaticString = \($1.literal)\n" }
        return """
            enum EmbeddedFiles {
                static let all: [(path: String, text: StaticString)] = [
            \(entries.joined())    ]
            }

            \(texts.joined(separator: "\n"))
            """
    }
}

private struct Misused: Error {}
