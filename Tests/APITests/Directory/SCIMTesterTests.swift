import Domain
import TestSupport
import Testing

@Suite("The SCIM service")
struct SCIMTesterTests {
    /// `Tests/Contract/scim.py` fails also when one is skipped, or when there are fewer than these.
    private static let checks = 50

    @Test("passes every check of scim2-tester", .timeLimit(.minutes(2)))
    func tester() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.map("*", to: .member, in: admin)
            let directory = try await platform.makeDirectory(in: admin)
            try await ContractTools.run(
                "python3",
                ["scim.py", platform.publicURL + directory.path, "\(Self.checks)"],
                environment: ["LATCHKEY_TOKEN": directory.token]
            )
        }
    }
}
