/// A file of the console, as browsers get it.
package struct ConsoleFile: Sendable {
    /// From the folder `web`: `lib/api.js`.
    package let path: String
    package let mediaType: String
    package let bytes: [UInt8]
    /// The same, compressed.
    package let gzip: [UInt8]

    init(_ path: String, _ text: StaticString) {
        self.path = path
        mediaType = MediaType.of(path)
        bytes = text.withUTF8Buffer { Array($0) }
        gzip = Gzip.compressed(bytes)
    }
}

private enum MediaType {
    static func of(_ path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        // A browser that is told not to guess runs nothing of it.
        default: "application/octet-stream"
        }
    }
}
