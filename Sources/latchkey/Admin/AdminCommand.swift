import ArgumentParser
import Domain
import Operations
import Store

struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin",
        abstract: "Manage the platform's own people, and let others in again.",
        discussion: """
            For whoever holds the database: nobody is asked whether they may. Each change is in the platform's audit trail. \
            Exit status 1 when it is refused, 64 when the command line is wrong.
            """,
        subcommands: [
            AdminCreateCommand.self, AdminListCommand.self, AdminSetRoleCommand.self, AdminDisableCommand.self,
            AdminEnableCommand.self, AdminResetPasswordCommand.self, AdminResetSecondFactorCommand.self,
        ]
    )
}

extension ParsableCommand {
    /// Works on the installation, and tells a refusal in words.
    func onPlatform(_ work: (Platform) async throws -> Void) async throws {
        try await Installation.with { installation in
            try await installation.migrator.requireCurrent()
            do {
                try await work(installation.platform())
            } catch let failure as Failure where failure.code == .validationFailed {
                throw ValidationError(failure.errors.map { "\($0.pointer): \($0.detail)" }.joined(separator: "\n"))
            } catch let failure as Failure {
                throw Refusal(description: failure.detail)
            }
        }
    }

    func checked<Value>(
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

/// Somebody, named by their address.
struct AdminPerson: ParsableArguments {
    @Option(help: "E-mail address, by which they sign in.")
    var email: String

    var address: EmailAddress {
        get throws {
            do {
                return try EmailAddress(validating: email, at: "--email")
            } catch {
                throw ValidationError("\(error.pointer): \(error.detail)")
            }
        }
    }
}

/// Why nothing was changed, and what to do.
private struct Refusal: Error, CustomStringConvertible {
    let description: String
}
