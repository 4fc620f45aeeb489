internal import Domain

/// Who waits for slow work, or has it done. One place has only a few seats, and a quarter of all is kept for people on
/// devices of their own and for ourselves, so that a flood from many places leaves room for them.
struct WaitingRoom: Sendable {
    private enum Party: Hashable {
        case device(String)
        case place(Place)
    }

    private let places: Int
    private let placesOfOne: Int
    private var taken = 0
    private var takenBy: [Party: Int] = [:]

    init(places: Int, placesOfOne: Int) {
        self.places = places
        self.placesOfOne = placesOfOne
    }

    /// False when there is no seat. Whoever got one leaves it.
    mutating func enter(_ guesser: Guesser?) -> Bool {
        let isStranger = guesser.map { $0.device == nil } ?? false
        guard taken < (isStranger ? places - places / 4 : places) else { return false }
        if let party = guesser.map(Self.party(of:)) {
            guard takenBy[party, default: 0] < placesOfOne else { return false }
            takenBy[party, default: 0] += 1
        }
        taken += 1
        return true
    }

    mutating func leave(_ guesser: Guesser?) {
        taken -= 1
        guard let party = guesser.map(Self.party(of:)), let count = takenBy[party] else { return }
        takenBy[party] = count > 1 ? count - 1 : nil
    }

    private static func party(of guesser: Guesser) -> Party {
        guesser.device.map(Party.device) ?? .place(guesser.place)
    }
}
