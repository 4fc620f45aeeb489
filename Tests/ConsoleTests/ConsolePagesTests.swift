import Testing

@testable import Console

@Suite("The console's pages")
struct ConsolePagesTests {
    @Test("are the same for the server and for its script, and each has a file that is there")
    func routes() throws {
        let script = try #require(ConsoleFiles.embedded.assets.first { $0.path == "routes.js" })
        let text = String(decoding: script.bytes, as: UTF8.self)
        let line = #/^ *\["([^"]+)", \(\) => import\("\./([^"]+)"\)\],$/#.anchorsMatchLineEndings()
        let routes = text.matches(of: line)
        #expect(Set(routes.map { String($0.1) }) == Set(ConsolePages.templates))
        #expect(routes.count == ConsolePages.templates.count)
        for route in routes {
            #expect(ConsoleFiles.embedded.assets.contains { $0.path == route.2 }, "\(route.2)")
        }
    }

    @Test("import only files that are there")
    func imports() {
        let files = ConsoleFiles.embedded.assets
        for file in files where file.path.hasSuffix(".js") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for match in text.matches(of: #/(?:from|import|import\() ?"(\.[^"]+)"/#) {
                let path = resolve(String(match.1), from: file.path)
                #expect(files.contains { $0.path == path }, "\(file.path) imports \(match.1)")
            }
        }
    }

    private func resolve(_ specifier: String, from path: String) -> String {
        var folders = path.split(separator: "/").dropLast()
        for part in specifier.split(separator: "/") where part != "." {
            if part == ".." { _ = folders.popLast() } else { folders.append(part) }
        }
        return folders.joined(separator: "/")
    }
}
