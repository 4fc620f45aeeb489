import ArgumentParser
import Store

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the installation, and say what to do.",
        discussion: """
            Configuration, peppers and what hangs on each, breached passwords, database, schema, roles, row-level \
            security, durability, clocks, and whether the staff can sign in. Changes nothing; exit status 1 when \
            something is wrong.
            """
    )

    func run() async throws {
        let findings: [Finding]
        do {
            findings = try await Installation.with { await Examination($0).findings() }
        } catch {
            findings = [Finding("configuration", .wrong("\(error)"))]
        }
        for finding in findings { print(finding) }
        if findings.contains(where: \.isWrong) { throw ExitCode.failure }
    }
}

/// What one check came to.
struct Finding: CustomStringConvertible {
    enum Outcome {
        case fine(String)
        /// What is wrong, and what to do about it.
        case wrong(String)
    }

    let subject: String
    let outcome: Outcome

    init(_ subject: String, _ outcome: Outcome) {
        self.subject = subject
        self.outcome = outcome
    }

    var isWrong: Bool {
        if case .wrong = outcome { true } else { false }
    }

    var description: String {
        switch outcome {
        case .fine(let text): "ok     \(subject): \(text)"
        case .wrong(let text): "WRONG  \(subject): \(text)"
        }
    }
}
