import ArgumentParser
import Domain
import Operations

struct AdminCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a user with a platform role.",
        discussion: PresentedPassword.help
    )

    @OptionGroup var person: AdminPerson

    @Option(help: "Their name, as others see it.")
    var name: String

    @Option(help: "SUPER_USER or SUPPORT.")
    var role: String

    func run() async throws {
        guard let role = Role(rawValue: role), role.isPlatform else {
            throw ValidationError("--role is SUPER_USER or SUPPORT.")
        }
        let email = try person.address
        let name = try checked(DisplayName.init(validating:at:), name, "--name")
        let presented = try PresentedPassword()
        try await onPlatform { platform in
            do {
                let create = CreateStaff(platform: platform)
                let user = try await create(email: email, name: name, role: role, password: presented.password)
                print("Created \(user.id), \(user.email), as \(role.rawValue).")
                presented.printIfNew()
            } catch let failure as Failure where failure.code == .conflict {
                throw ValidationError(
                    "There is a user with this e-mail address already. Give them a role: latchkey admin set-role."
                )
            }
        }
    }
}
