import ArgumentParser
import Domain
import Operations
import Store

struct AdminListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List everybody who has a platform role.",
        discussion: "One line each: e-mail address, role, enabled or disabled, second factor or none, name."
    )

    func run() async throws {
        try await onPlatform { platform in
            let staff = try await ListStaff(platform: platform)()
            for member in staff { print(member.line) }
            if staff.isEmpty { print("Nobody yet. Make somebody: latchkey admin create.") }
        }
    }
}

extension StaffMember {
    fileprivate var line: String {
        [
            user.email, role.rawValue, isDisabled ? "disabled" : "enabled",
            hasSecondFactor ? "second factor" : "no second factor", user.name,
        ].joined(separator: "\t")
    }
}
