import ArgumentParser

@main
struct Latchkey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latchkey",
        abstract: "API keys for many tenants: an admin API, and the check of every key presented.",
        discussion: """
            Settings come from the environment, or from a file of NAME=value lines named by LATCHKEY_CONFIG; the \
            environment wins.

            \(Settings.help)
            """,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, SeedCommand.self, AdminCommand.self, DoctorCommand.self,
            DatabaseCommand.self, AuditCommand.self, ScanCommand.self,
        ]
    )
}
