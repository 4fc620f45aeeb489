import ArgumentParser
import Domain
import Foundation

/// Signed heads that were kept elsewhere.
struct KeptHeads {
    private let byTenant: [ID<Tenant>: [AuditCheckpoint]]

    init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("--heads: \(file) cannot be read.")
        }
        var heads: [AuditCheckpoint] = []
        for (number, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let json = try? JSON(parsing: Array(line)), let head = AuditCheckpoint(json: json) else {
                throw ValidationError("--heads: line \(number + 1) of \(file) is no signed head.")
            }
            heads.append(head)
        }
        byTenant = Dictionary(grouping: heads, by: \.claim.tenant)
    }

    func of(_ tenant: ID<Tenant>) -> [AuditCheckpoint] { byTenant[tenant] ?? [] }

    /// Those that the file tells of and nothing else does.
    func tenants(besides others: Set<ID<Tenant>>, within chosen: ID<Tenant>?) -> [ID<Tenant>] {
        byTenant.keys.filter { !others.contains($0) && (chosen == nil || chosen == $0) }.sorted()
    }
}
