internal import Crypto

/// All files of the web console, as they were when the binary was built.
package struct ConsoleFiles: Sendable {
    /// What the pages load: all but `index.html`.
    package let assets: [ConsoleFile]
    /// Of all files and their names: another one as soon as any of them is another.
    package let digest: String
    /// `index.html`, which names the assets of this digest, for a browser with the cookie of a session and for one without.
    private let pages: (withSession: [UInt8], without: [UInt8])

    package static let embedded = ConsoleFiles(EmbeddedFiles.all.map { ConsoleFile($0.path, $0.text) })

    init(_ files: [ConsoleFile]) {
        digest = Self.digest(of: files)
        assets = files.filter { $0.path != Self.index }
        let index = String(decoding: files.first { $0.path == Self.index }?.bytes ?? [], as: UTF8.self)
            .replacing("@digest@", with: digest)
        let page = { (answer: String) in Array(index.replacing("@session@", with: answer).utf8) }
        pages = (withSession: page("yes"), without: page("no"))
    }

    /// Every address's page. It says whether the browser may have a session's cookie, which scripts cannot see: whoever has
    /// none need not be asked who they are.
    package func page(mayHaveSession: Bool) -> [UInt8] { mayHaveSession ? pages.withSession : pages.without }

    private static let index = "index.html"

    private static func digest(of files: [ConsoleFile]) -> String {
        var hash = SHA256()
        for file in files.sorted(by: { $0.path < $1.path }) {
            // With its length, so that nothing moves from one file into the next unseen.
            hash.update(data: Array("\(file.path) \(file.bytes.count)\n".utf8))
            hash.update(data: file.bytes)
        }
        return hash.finalize().prefix(8).map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
    }
}
