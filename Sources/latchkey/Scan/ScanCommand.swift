import ArgumentParser
import Domain
import Foundation

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find keys in files, whichever prefix they have, without a database or any settings.",
        discussion: """
            Prints path:line:column and what may be shown of each key, never its secret. A key is recognised by its form and \
            its checksum, so what is found is a key, of this installation or of another; whatever is glued to it on \
            either side. The column counts bytes.

            Folders are searched through, hidden files included. Symbolic links in them are not followed, and pipes, sockets and \
            devices in them are left out; a path that you name is read whatever it is. Files may be of any kind and size; \
            text in UTF-16 is read as such where it begins with a byte order mark. What is compressed, encrypted or encoded is \
            not seen: not archives, not base64, and not Git's own objects. For a repository's history, let Git unpack it:

              git log --all --patch --text | latchkey scan -

            Exit status: 0 when no key was found, 1 when one was, 2 when something could not be read, whatever was found \
            in the rest, 64 for a command line that cannot be understood.
            """
    )

    @Argument(help: "Files and folders; - is standard input.", completion: .file())
    var paths: [String]

    @Flag(help: "Print a JSON object a line for each key: path, line, column, key, environment.")
    var json = false

    @Flag(help: "Print what is found and what cannot be read, but no progress and no summary.")
    var quiet = false

    func run() throws {
        let report = ScanReport(isJSON: json, isQuiet: quiet)
        let walk = FileWalk(paths)
        let workers = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 16)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let scan = FileScan()
            while let item = walk.next() { scan.run(item, telling: report) }
        }
        let status = report.finish()
        guard status == 0 else { throw ExitCode(status) }
    }
}
