import NIOHTTP1
import TestSupport
import Testing

@Suite("DELETE /v1/sessions/current")
struct DeleteSessionTests {
    @Test("signing out ends this session, and no other of the same person")
    func signsOut() async throws {
        try await withPlatform { platform in
            let first = try await platform.signIn(platform.staff)
            let second = try await platform.signIn(platform.staff)

            let reply = try await platform.send(.DELETE, "/v1/sessions/current", token: first)
            #expect(reply.status == 204)
            #expect(reply.body.isEmpty)

            let ended = try await platform.send(.GET, "/v1/me", token: first)
            expectProblem(ended, 401, "UNAUTHENTICATED")
            let again = try await platform.send(.DELETE, "/v1/sessions/current", token: first)
            expectProblem(again, 401, "UNAUTHENTICATED")
            let other = try await platform.send(.GET, "/v1/me", token: second)
            expectStatus(other, 200)
        }
    }
}
