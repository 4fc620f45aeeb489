import ArgumentParser
import Domain
import Foundation
import Operations
import Store

struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin",
        abstract: "Manage the platform's own people.",
        subcommands: [AdminCreateCommand.self]
    )
}

struct AdminCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a user with a platform role.",
        discussion: """
            The password is read from standard input, without its final newline; if standard input is a terminal, one is \
            made and printed, once.
            """
    )

    @Option(help: "E-mail address, by which they sign in.")
    var email: String

    @Option(help: "Their name, as others see it.")
    var name: String

    @Option(help: "SUPER_USER or SUPPORT.")
    var role: String

    func run() async throws {
        guard let role = Role(rawValue: role), role.isPlatform else {
            throw ValidationError("--role is SUPER_USER or SUPPORT.")
        }
        let email = try checked(EmailAddress.init(validating:at:), email, "--email")
        let name = try checked(DisplayName.init(validating:at:), name, "--name")
        let (password, isNew) = try presentedPassword()
        try await Installation.with { installation in
            try await installation.migrator.requireCurrent()
            do {
                let user = try await CreateStaff(platform: installation.platform)(
                    email: email,
                    name: name,
                    role: role,
                    password: password
                )
                print("Created \(user.id), \(user.email), as \(role.rawValue).")
                if isNew { print("Password, shown only now: \(password.text.expose())") }
            } catch let failure as Failure where failure.code == .conflict {
                throw ValidationError("There is a user with this e-mail address already.")
            } catch let failure as Failure where failure.code == .validationFailed {
                throw ValidationError(failure.errors.map { "\($0.pointer): \($0.detail)" }.joined(separator: "\n"))
            }
        }
    }

    private func presentedPassword() throws -> (Password, isNew: Bool) {
        guard isatty(STDIN_FILENO) == 0 else {
            return (Password(presented: Base62.random(24, using: .system)), true)
        }
        let line = readLine(strippingNewline: true) ?? ""
        // Held against all the rules by the operation.
        return (Password(presented: line), false)
    }

    private func checked<Value>(
        _ validate: (String, String) throws(InputError) -> Value,
        _ input: String,
        _ place: String
    ) throws -> Value {
        do {
            return try validate(input, place)
        } catch {
            throw ValidationError("\(error.pointer): \(error.detail)")
        }
    }
}
