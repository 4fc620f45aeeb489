import ArgumentParser
import Domain
import Operations

struct AdminSetRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-role",
        abstract: "Give a user another platform role, or take it away.",
        discussion: "Their sessions end. The last SUPER_USER who can sign in stays one."
    )

    @OptionGroup var person: AdminPerson

    @Option(help: "SUPER_USER, SUPPORT or NONE.")
    var role: String

    func run() async throws {
        let wanted = Role(rawValue: role)
        guard wanted?.isPlatform ?? (role == "NONE") else {
            throw ValidationError("--role is SUPER_USER, SUPPORT or NONE.")
        }
        let email = try person.address
        try await onPlatform { platform in
            let isChanged = try await SetStaffRole(platform: platform)(wanted, email: email)
            let role = wanted?.rawValue ?? "no platform role"
            print(isChanged ? "\(email) has \(role) now, and signs in again." : "\(email) has \(role) already.")
        }
    }
}
