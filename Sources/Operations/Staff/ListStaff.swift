internal import Domain
package import Store

/// The platform's own staff, for whoever holds the database.
package struct ListStaff: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction() async throws -> [StaffMember] {
        try await platform.database.readPlatform { $0.staff() }
    }
}
