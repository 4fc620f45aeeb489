import Domain
import Testing

@testable import Operations

@Suite("Waiting for slow work")
struct WaitingRoomTests {
    private func stranger(_ number: UInt32) -> Guesser { Guesser(place: Place(of: IPAddress(v4: number))) }

    @Test("one place has a few seats, so that a flood from it leaves the others theirs")
    func places() {
        var room = WaitingRoom(places: 32, placesOfOne: 6)
        let flood = (0..<100).filter { _ in room.enter(stranger(1)) }.count
        #expect(flood == 6)
        let another = room.enter(stranger(2))
        #expect(another)
        room.leave(stranger(1))
        let again = (0..<2).map { _ in room.enter(stranger(1)) }
        #expect(again == [true, false])
    }

    @Test("strangers from many places leave a quarter to people on devices of their own, and to ourselves")
    func devices() {
        var room = WaitingRoom(places: 32, placesOfOne: 6)
        let strangers = (0..<100).filter { room.enter(stranger($0)) }.count
        #expect(strangers == 24)
        let device = Guesser(place: Place(of: IPAddress(v4: 1)), device: "laptop")
        let known = (0..<100).filter { _ in room.enter(device) }.count
        #expect(known == 6)
        let ourselves = (0..<100).filter { _ in room.enter(nil) }.count
        #expect(ourselves == 2)
        room.leave(nil)
        let late = room.enter(stranger(200))
        #expect(!late)
        let last = room.enter(nil)
        #expect(last)
    }
}

@Suite("What a password costs")
struct PasswordCostTests {
    private let password = Sensitive("correct horse battery")

    @Test("is one hash of today's cost for a right one, a wrong one, and nobody's")
    func equal() async throws {
        let hasher = PasswordHasher(cost: cheap)
        let hash = try await hasher.hash(password)
        var costs: [PasswordHasher.Work] = []
        for (presented, stored) in pairs(hash) {
            let before = hasher.work
            _ = try await hasher.check(presented, against: stored)
            costs.append(hasher.work - before)
        }
        #expect(costs == Array(repeating: PasswordHasher.Work(hashes: 1, blocks: 8 << 4), count: 3))
    }

    private func pairs(_ hash: Sensitive<String>) -> [(Sensitive<String>, Sensitive<String>?)] {
        [(password, hash), (Sensitive("wrong"), hash), (password, nil)]
    }

    @Test("of an older hash is today's besides, right or wrong, and a right one is made anew")
    func outdated() async throws {
        let old = try await PasswordHasher(cost: cheap).hash(password)
        let hasher = PasswordHasher(cost: PasswordHasher.Cost(logN: 6, r: 8, p: 1))
        var costs: [PasswordHasher.Work] = []
        for presented in [password, Sensitive("wrong")] {
            let before = hasher.work
            let outcome = try await hasher.check(presented, against: old)
            costs.append(hasher.work - before)
            guard presented.expose() == password.expose() else {
                #expect(outcome == .wrong)
                continue
            }
            guard case .outdated(let replacement) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(replacement.hasPrefix("$scrypt$ln=6,"))
            #expect(try await hasher.check(password, against: Sensitive(replacement)) == .right)
        }
        #expect(costs == Array(repeating: PasswordHasher.Work(hashes: 2, blocks: (8 << 4) + (8 << 6)), count: 2))
    }
}

extension PasswordHasher.Work {
    static func - (left: Self, right: Self) -> Self {
        Self(hashes: left.hashes - right.hashes, blocks: left.blocks - right.blocks)
    }
}
