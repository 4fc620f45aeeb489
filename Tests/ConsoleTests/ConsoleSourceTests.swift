import Testing

/// What the pages' Content-Security-Policy would stop is not written in the first place.
@Suite("The console's sources")
struct ConsoleSourceTests {
    @Test(
        "make no markup and no script of text",
        arguments: [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setTimeout(\"",
            "setTimeout('", "setInterval(\"", "setInterval('", "setAttribute(\"style\"", "createContextualFragment",
            "DOMParser", "srcdoc", "javascript:",
        ]
    )
    func sinks(forbidden: String) throws {
        for (path, text) in try WebFolder.texts() { #expect(!text.contains(forbidden), "\(path)") }
    }

    @Test("have no style and no handler in an attribute, and no script in the page")
    func inline() throws {
        for (path, text) in try WebFolder.texts() {
            #expect(!text.contains(" style=\""), "\(path)")
            #expect(text.firstMatch(of: #/\son[a-z]+="/#) == nil, "\(path)")
        }
        let page = try #require(try WebFolder.texts()["index.html"])
        #expect(page.firstMatch(of: #/<script(?![^>]*\ssrc=)/#) == nil)
        #expect(page.firstMatch(of: #/<script[^>]*>\s*[^<\s]/#) == nil)
        #expect(!page.contains("<style"))
    }

    @Test("keep things in the browser in one way only, which says what")
    func storage() throws {
        for (path, text) in try WebFolder.texts() where path != "lib/memory.js" {
            for use in ["localStorage.", "sessionStorage.", "document.cookie", "indexedDB"] {
                #expect(!text.contains(use), "\(path): \(use)")
            }
        }
    }

    @Test("load nothing from another host, and lead to none but the page of a standard")
    func hosts() throws {
        // A namespace is a name, not an address; examples of what somebody may type in are reserved for that (RFC 2606).
        let harmless = ["www.w3.org", "www.standardwebhooks.com", "localhost"]
        for (path, text) in try WebFolder.texts() {
            for match in text.matches(of: #/(?:https?:|["'(=])\/\/([A-Za-z0-9.-]+)/#) {
                let host = match.1.hasSuffix(".") ? match.1.dropLast() : match.1
                let isExample = host.hasSuffix("example") || host.hasSuffix("example.com")
                #expect(isExample || harmless.contains { $0 == host }, "\(path) names \(host)")
            }
        }
    }
}
