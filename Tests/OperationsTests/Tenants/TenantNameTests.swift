import Domain
import Operations
import Store
import Testing
import TestSupport

@Suite("A tenant's name")
struct TenantNameTests {
    @Test("is the present one on every instance, whatever they have read of the tenant before")
    func neverStale() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let other = Platform(database: Database(pool: stage.pool), peppers: try .test)
            let names = {
                let read = try await ReadTenant(platform: other)(tenant, call: stage.staff).view.tenant.name
                let listed = try await ListTenants(platform: other)(PageRequest(), call: stage.staff)
                return [read] + listed.elements.map(\.tenant.name)
            }
            let before = try await names()
            #expect(before == ["Tenant", "Tenant"])
            let name = try DisplayName(validating: "Renamed")
            _ = try await EditTenant(platform: stage.platform)(
                tenant,
                { .init(name: name, expectedVersion: .any) },
                call: stage.staff
            )
            let after = try await names()
            #expect(after == ["Renamed", "Renamed"])
        }
    }
}
