import EmbeddedPostgres
import Foundation

/// The demo's sign-ins, in a file for a shell to read, which only its owner can.
struct DemoNotes {
    let folder: DataFolder

    var path: String { "\(folder.path)/demo.env" }
    var exist: Bool { FileManager.default.fileExists(atPath: path) }

    /// The first line, until all is planted.
    private static let mark = "# Unfinished: planting the demo has not come to its end."

    /// Whether the demo was begun and not finished.
    var isUnfinished: Bool {
        get throws { try exist && String(contentsOfFile: path, encoding: .utf8).hasPrefix(Self.mark) }
    }

    func begin(_ demo: Demo) throws {
        try PrivateFile(path: path).replace("\(Self.mark)\n\(demo.variables)")
    }

    func finish(_ demo: Demo) throws {
        try PrivateFile(path: path).replace(demo.variables)
    }
}
