import Foundation

/// `Sources/Console/web` as it is in the working tree.
enum WebFolder {
    static func files() throws -> [String: [UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Console/web").standardized
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path()) where !isLeftBehind(path) {
            let file = folder.appending(path: path)
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            files[path] = Array(try Data(contentsOf: file))
        }
        return files
    }

    static func texts() throws -> [String: String] {
        try files().mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// By an editor.
    private static func isLeftBehind(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.hasPrefix(".") || name.hasSuffix("~")
    }
}
