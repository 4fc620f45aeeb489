import ArgumentParser
import Domain
import Operations

struct AdminResetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password",
        abstract: "Give a user another password, and end their sessions.",
        discussion: PresentedPassword.help
    )

    @OptionGroup var person: AdminPerson

    func run() async throws {
        let email = try person.address
        let presented = try PresentedPassword()
        try await onPlatform { platform in
            try await ResetPassword(platform: platform)(presented.password, email: email)
            print("\(email) has another password, and is signed out.")
            presented.printIfNew()
        }
    }
}

struct AdminResetSecondFactorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-second-factor",
        abstract: "Take a lost second factor off a user, and end their sessions.",
        discussion: "Make sure that it is they who ask: from then on their password alone signs in."
    )

    @OptionGroup var person: AdminPerson

    func run() async throws {
        let email = try person.address
        try await onPlatform { platform in
            let isChanged = try await ResetSecondFactor(platform: platform)(email: email)
            print(
                isChanged ? "\(email) has no second factor now, and is signed out." : "\(email) has no second factor."
            )
        }
    }
}
