internal import Domain

/// Of one key, what was asked for and from where since this was last drained. Only for keys in use: what lies idle for a
/// round is given up.
///
/// Why that is cheap on the hot path: a check changes two numbers in place. It finds them by comparing what it brought with
/// what is here, first with what the check before it brought, so nothing is hashed, formatted, sorted or allocated for
/// scopes and addresses that are known as they come. It holds the lock of this one key meanwhile, for some tens of
/// nanoseconds, and no other. What is new is looked at more closely; there are so many cells at most, and beyond them
/// nothing is kept, since the counts of the ``UsageTally`` say how many checks there were.
struct DetailCells {
    /// Told apart of a key in an hour. ``DetailLedger`` goes by the same.
    static let mostScopes = 16
    static let mostAddresses = 64
    /// Of scopes asked for together, and the bytes of them: more is not kept.
    static let mostNames = 64
    static let mostBytes = 1024

    private var scopes = HourCells<[String]>(most: mostScopes)
    private var addresses = HourCells<IPAddress?>(most: mostAddresses)

    mutating func count(_ asked: [String], from address: IPAddress?, in hour: UInt64) {
        scopes.count(asked, in: hour, form: Self.form)
        addresses.count(address, in: hour, form: { $0 })
    }

    /// Each name once, in order: in which order a gateway names them, and how often, makes no difference. Very many are not
    /// worth the memory, nor the time to sort them.
    private static func form(of asked: [String]) -> [String]? {
        guard asked.count <= mostNames, asked.reduce(0, { $0 + $1.utf8.count + 1 }) <= mostBytes else { return nil }
        guard asked.count > 1 else { return asked }
        var names = asked.sorted()
        var kept = 1
        for place in 1..<names.count where names[place] != names[kept - 1] {
            names[kept] = names[place]
            kept += 1
        }
        names.removeLast(names.count - kept)
        return names
    }

    /// Whether nothing was counted since then.
    var isDrained: Bool { scopes.isDrained && addresses.isDrained }

    struct Noted: Sendable {
        let detail: UsageDetail
        /// Its start.
        let hour: Instant
        let count: Int
    }

    struct Drained: Sendable {
        var noted: [Noted] = []
        /// Scopes and addresses of checks that there was no room for.
        var lost = 0
    }

    /// Takes what was counted; what was asked for stays, to be counted on.
    mutating func drain() -> Drained {
        var drained = Drained()
        let lostScopes = scopes.drain {
            drained.noted.append(Noted(detail: UsageDetail(scopes: $0), hour: $1, count: $2))
        }
        let lostAddresses = addresses.drain {
            drained.noted.append(Noted(detail: UsageDetail(address: $0), hour: $1, count: $2))
        }
        drained.lost = lostScopes + lostAddresses
        return drained
    }
}
