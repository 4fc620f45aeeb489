import Foundation
import Testing

extension ProgramTests {
    @Suite("README.md")
    struct ReadmeTests {
        @Test("its transcripts run as they stand, and answer what they say")
        func transcripts() async throws {
            let steps = try Transcript.steps(of: try readme())
            try #require(steps.count > 8)
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { _ in
                    let answers = try await run(steps, on: installation)
                    #expect(answers.count == steps.count)
                    for (step, answer) in zip(steps, answers) {
                        #expect(
                            step.matches(answer),
                            """
                            README.md line \(step.line): \(step.command)
                            says     \(step.expected)
                            answered \(answer)
                            """
                        )
                    }
                }
            }
        }

        @Test("a wrong answer does not pass")
        func mismatch() throws {
            let step = Transcript.Step(line: 1, command: "", expected: #"{"id":"key_…",…"status":"ACTIVE"}"#)
            #expect(step.matches(#"{"id":"key_01","name":"a (b)","status":"ACTIVE"}"#))
            #expect(!step.matches(#"{"id":"key_01","name":"a","status":"REVOKED"}"#))
            #expect(!step.matches(#"{"id":"key_01","name":"a","status":"ACTIVE"}x"#))
            #expect(!Transcript.Step(line: 1, command: "", expected: "").matches("bash: no such file"))
        }

        private func readme() throws -> String {
            let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
            return try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        }

        /// In one shell, as somebody would who copies them; between them a mark that no answer holds.
        private func run(_ steps: [Transcript.Step], on installation: TestInstallation) async throws -> [String] {
            let mark = "--- \(UUID().uuidString)"
            let script = steps.map { "\(adapted($0.command, to: installation))\necho; echo '\(mark)'\n" }.joined()
            let path = "\(installation.folder)/readme.sh"
            try ("exec 2>&1\n" + script).write(toFile: path, atomically: false, encoding: .utf8)
            let shell = try RunningProgram(
                ["/bin/bash", path],
                environment: bareEnvironment,
                in: installation.folder
            )
            defer { shell.destroy() }
            _ = try await shell.exit()
            return shell.printed.components(separatedBy: "\(mark)\n").dropLast().map { answer in
                answer.trimmingCharacters(in: .newlines)
            }
        }

        private func adapted(_ command: String, to installation: TestInstallation) -> String {
            command.replacing("127.0.0.1:8080", with: "127.0.0.1:\(installation.publicPort)")
                .replacing("127.0.0.1:8081", with: "127.0.0.1:\(installation.privatePort)")
                .replacing(".latchkey/demo.env", with: installation.notes)
        }
    }
}

/// What a document shows of a terminal: in blocks of `console`, commands behind `$ `, and their output below.
private enum Transcript {
    struct Step {
        let line: Int
        let command: String
        /// `…` stands for anything.
        var expected: String

        func matches(_ answer: String) -> Bool {
            let parts = expected.components(separatedBy: "…").map(NSRegularExpression.escapedPattern)
            guard let pattern = try? Regex("(?s)\(parts.joined(separator: ".*"))") else { return false }
            return answer.wholeMatch(of: pattern) != nil
        }
    }

    static func steps(of document: String) throws -> [Step] {
        var steps: [Step] = []
        var isConsole = false
        for (index, line) in document.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isConsole = line == "```console"
            } else if isConsole, line.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: String(line.dropFirst(2)), expected: ""))
            } else if isConsole {
                try #require(!steps.isEmpty, "README.md line \(index + 1): output without a command")
                let before = steps[steps.count - 1].expected
                steps[steps.count - 1].expected = before.isEmpty ? String(line) : "\(before)\n\(line)"
            }
        }
        return steps
    }
}
