import Domain
import Store
import Testing

@testable import Verification

@Suite("Tenant directory")
struct TenantDirectoryTests {
    @Test("it remembers what it learnt, up to its capacity")
    func isBounded() throws {
        let directory = TenantDirectory(capacity: 3)
        let routes = (0..<10).map { _ in TenantRoute.make(using: .system) }
        for (number, route) in routes.enumerated() {
            let place = TenantPlace(id: ID(bits: UInt128(number)), parent: nil)
            directory.learn(place, of: route)
            #expect(directory.place(of: route) == place)
        }
        #expect(routes.filter { directory.place(of: $0) != nil }.count <= 3)
    }
}
