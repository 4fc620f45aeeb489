import Domain
import Foundation
import Logging
import Testing

@testable import latchkey

@Suite("The log")
struct LogfmtHandlerTests {
    @Test("an event is one line of key=value, with its time in UTC")
    func line() throws {
        let line = try logged { $0.info("it began", metadata: ["took": "1.5", "port": "8080"]) }
        #expect(
            try
                #/time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=info logger=test message="it began" port=8080 took=1\.5\n/#
                .wholeMatch(in: line) != nil,
            "\(line)"
        )
    }

    @Test("no value can end its line, look like another key, or hide")
    func injection() throws {
        let line = try logged {
            $0.info("a\nlevel=info \"x\" \u{202e}\u{1b}[1m", metadata: ["bad key=\n": "\\", "empty": ""])
        }
        let escaped = #"message="a\nlevel=info \"x\" \u{202e}\u{1b}[1m" bad_key__="\\" empty="""# + "\n"
        #expect(line.hasSuffix(escaped), "\(line)")
    }

    @Test("what is below the level is not logged")
    func level() throws {
        #expect(try logged { $0.debug("quiet") }.isEmpty)
    }

    @Test("a secret in an event prints redacted")
    func redaction() throws {
        let secret = Sensitive("hunter2")
        let line = try logged { $0.info("signed in", metadata: ["token": "\(secret)"]) }
        #expect(line.contains("token=[redacted]"))
    }

    private func logged(_ log: (Logger) -> Void) throws -> String {
        let pipe = Pipe()
        log(
            Logger(label: "test") { label in
                LogfmtHandler(label: label, logLevel: .info, output: pipe.fileHandleForWriting)
            }
        )
        try pipe.fileHandleForWriting.close()
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
}
