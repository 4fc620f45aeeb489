import ArgumentParser
import Domain
import Operations

struct AdminDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Shut a user out at once, until they are enabled.",
        discussion: """
            Their sessions end; what they are in tenants stays. The last SUPER_USER who can sign in, and the last admin of a \
            tenant, are not disabled.
            """
    )

    @OptionGroup var person: AdminPerson

    func run() async throws {
        let email = try person.address
        try await onPlatform { platform in
            let isChanged = try await DisablePerson(platform: platform)(email: email)
            print(isChanged ? "\(email) is disabled, and signed out." : "\(email) is disabled already.")
        }
    }
}

struct AdminEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a disabled user in again, as what they were."
    )

    @OptionGroup var person: AdminPerson

    func run() async throws {
        let email = try person.address
        try await onPlatform { platform in
            let isChanged = try await EnablePerson(platform: platform)(email: email)
            print(isChanged ? "\(email) can sign in again." : "\(email) is not disabled.")
        }
    }
}
