import BenchmarkSupport
import Domain
import Foundation
import Logging
import Postgres
import Store

/// Prints how long a page of a list of keys takes in a tenant with very many of them: the first one, those at some depth,
/// and under filters; in turns of one run, and as ratios to the first page in the order of status.
///
///     ListBenchmark [keys] [rounds]
///
/// It starts a PostgreSQL of its own, which shares the machine with whoever asks it.
@main
struct Benchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap(Int.init)
        let keys = arguments.first ?? 1_000_000
        let rounds = arguments.dropFirst().first ?? 20
        try await withPostgres { url in
            let pool = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
            _ = try await Migrator(pool: pool).migrate()
            let seed = Seed(pool: pool, keys: keys)
            print("making \(keys) keys")
            try await seed.insert()
            try await measure(try await pages(of: seed), rounds: rounds, in: seed, Database(pool: pool))
            await pool.close()
        }
    }

    /// A page to be timed, under a name.
    private typealias Page = (name: String, listing: KeyListing)

    private static func pages(of seed: Seed) async throws -> [Page] {
        var pages: [Page] = []
        for sort in KeySort.allCases {
            pages.append(("\(sort.rawValue), first", listing(sort)))
            for percent in [10, 50, 99] {
                let place = try await seed.place(in: sort, percent: percent)
                pages.append(("\(sort.rawValue), at \(percent) %", listing(sort, after: place)))
            }
        }
        for (name, filter) in try filters(of: seed) {
            for sort in KeySort.allCases { pages.append(("\(name), \(sort.rawValue)", listing(sort, filter))) }
        }
        return pages
    }

    private static func filters(of seed: Seed) throws -> [(String, KeyFilter)] {
        [
            ("LIVE", KeyFilter(environment: .live)),
            ("REVOKED", KeyFilter(statuses: [.revoked])),
            ("VALID", KeyFilter(expiration: .valid)),
            ("soon", KeyFilter(expiration: .expiringSoon)),
            ("q of all", KeyFilter(search: try KeySearch(validating: "key", at: "/q"))),
            ("q of a few", KeyFilter(search: try KeySearch(validating: "key 1234", at: "/q"))),
            ("q of none", KeyFilter(search: try KeySearch(validating: "nothing", at: "/q"))),
            ("TEST, never, revoked", KeyFilter(statuses: [.revoked], expiration: .never, environment: .test)),
            ("unused", KeyFilter(unusedFor: ExpiryPreset("90d"))),
            ("none match", KeyFilter(unusedFor: ExpiryPreset("9999y"))),
        ]
    }

    private static func listing(
        _ sort: KeySort,
        _ filter: KeyFilter = KeyFilter(),
        after place: KeyPlace? = nil
    ) -> KeyListing {
        KeyListing(filter: filter, sort: sort, now: Seed.now, latest: Seed.now, after: place, limit: 25)
    }

    /// Each page in its turn, so that whatever else the machine does falls on all of them; the quickest of each, since that
    /// can only add.
    private static func measure(_ pages: [Page], rounds: Int, in seed: Seed, _ database: Database) async throws {
        var times = pages.map { _ in [Duration]() }
        for _ in 0..<rounds {
            for (index, page) in pages.enumerated() {
                let start = ContinuousClock.now
                try await read(page.listing, in: seed.tenant, database)
                times[index].append(ContinuousClock.now - start)
            }
        }
        let quickest = times.map { ($0.min() ?? .zero) / .milliseconds(1) }
        for (page, time) in zip(pages, quickest) {
            let name = page.name.padding(toLength: 28, withPad: " ", startingAt: 0)
            print(name, String(format: "%8.2f ms  ratio %6.2f", time, time / quickest[0]))
        }
    }

    private static func read(_ listing: KeyListing, in tenant: ID<Tenant>, _ database: Database) async throws {
        var listing = listing
        while case .crowded(let crowds) = try await database.readTenant(tenant, { $0.keys(listing) }) {
            listing.crowds.formUnion(crowds)
        }
    }
}
