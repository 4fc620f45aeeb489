import ArgumentParser
import Foundation
import Testing

@testable import latchkey

extension ProgramTests {
    @Suite("latchkey --help")
    struct HelpTests {
        @Test("every command says what it does, and every option what it is for")
        func complete() async throws {
            let commands = commands(below: Latchkey.self, path: [])
            #expect(commands.count == 21)
            try await withInstallation { installation in
                for command in commands {
                    let program = try installation.start(command + ["--help"])
                    defer { program.destroy() }
                    #expect(try await program.exit() == 0)
                    let name = "latchkey " + command.joined(separator: " ")
                    #expect(program.printed.contains(#/OVERVIEW: [A-Z][^.]{10,}\./#), "\(name)")
                    #expect(program.log.isEmpty)
                    for (option, help) in entries(of: program.printed) { #expect(!help.isEmpty, "\(name): \(option)") }
                }
            }
        }

        private func commands(below command: any ParsableCommand.Type, path: [String]) -> [[String]] {
            [path]
                + command.configuration.subcommands.flatMap { below in
                    commands(below: below, path: path + [below.configuration.commandName ?? "\(below)"])
                }
        }

        /// The options and sub-commands, each with its help, which may begin on the line below.
        private func entries(of help: String) -> [(name: String, help: String)] {
            var entries: [(name: String, help: String)] = []
            var isListing = false
            for line in help.split(separator: "\n") {
                if !line.hasPrefix(" ") {
                    isListing = ["OPTIONS:", "SUBCOMMANDS:", "ARGUMENTS:"].contains(line)
                } else if isListing, let entry = line.wholeMatch(of: #/  ((?!See ')\S.*?)(?:  +(\S.*))?/#) {
                    entries.append((String(entry.1), String(entry.2 ?? "")))
                } else if isListing, !entries.isEmpty {
                    entries[entries.count - 1].help += line.trimmingCharacters(in: .whitespaces)
                }
            }
            return entries
        }

        @Test("what it does not know is refused, with what it knows")
        func unknown() async throws {
            try await withInstallation { installation in
                let outcome = try await installation.run("sreve")
                #expect(outcome.status == 64 && outcome.errors.contains("Usage: latchkey"), "\(outcome.all)")
            }
        }
    }
}
