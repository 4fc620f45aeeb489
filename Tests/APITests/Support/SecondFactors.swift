import Domain
import TestSupport

/// Lends a platform at a standing clock, with somebody who is signed in to a tenant.
func withMember<Result: Sendable>(
    _ body: @escaping @Sendable (TestPlatform, TestTenant, TestClock) async throws -> Result
) async throws -> Result {
    let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
    return try await withPlatform(clock: clock.wallClock) { platform in
        let member = try await platform.makePerson(.member, in: try await platform.makeTenant())
        return try await body(platform, member, clock)
    }
}
