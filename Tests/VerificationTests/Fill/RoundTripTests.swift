import Domain
import Postgres
import Store
import Testing

@testable import Verification

@Suite("Round trips", .timeLimit(.minutes(5)))
struct RoundTripTests {
    @Test("a check is one round trip, and one more the first time a route is seen; unknown keys cost the same")
    func countsRoundTrips() async throws {
        try await withKeys { bench in
            let partner = try await bench.keyring.insertTenant()
            let owner = try await bench.keyring.insertTenant(under: partner.id)
            let key = try await bench.keyring.insertKey(of: owner)
            let strange = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
            var costs: [Int] = []
            for text in [key.text, key.text, key.string.forged, strange.whole.expose(), strange.whole.expose()] {
                costs.append(try await bench.roundTrips { _ = try await bench.listener.verify(Asked(key: text)) })
            }
            #expect(costs == [2, 1, 1, 1, 1])
        }
    }
}
