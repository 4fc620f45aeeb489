import Domain
import Foundation
import Postgres
import Testing
import TestSupport

@testable import Store

/// Two walls stand between tenants; either one alone must hold.
@Suite("Store's statements on a tenant")
struct StatementWallTests {
    @Test("are all among those that are tried here")
    func isComplete() throws {
        let declared = try SourceFile.storeFunctions(on: "OnTenant")
        #expect(declared.count > 20)
        #expect(Set(declared) == Set(TenantStatement.all.map(\.signature)))
        #expect(TenantStatement.all.count == Set(TenantStatement.all.map(\.signature)).count)
    }

    @Test("find and change the tenant's own rows: what is tried here could be seen")
    func control() async throws {
        for statement in TenantStatement.all {
            try await withTwoTenants { tenants in
                let before = try await tenants.ownersRows()
                switch try await tenants.ask(statement, naming: tenants.owner, under: tenants.owner) {
                case .found(let count): #expect(count > 0, "\(statement.signature)")
                case .written: #expect(try await tenants.ownersRows() != before, "\(statement.signature)")
                // A tenant has one state and one policy: row-level security let it through to the unique key.
                case .refused(let state): #expect(state == .uniqueViolation, "\(statement.signature)")
                case .exempt: break
                }
            }
        }
    }

    @Test("yield nothing of another tenant's by row-level security alone, even when they name that tenant")
    func rowLevelSecurity() async throws {
        try await withTwoTenants { tenants in
            let before = try await tenants.ownersRows()
            for statement in TenantStatement.all {
                switch try await tenants.ask(statement, naming: tenants.owner, under: tenants.stranger) {
                case .found(let count): #expect(count == 0, "\(statement.signature)")
                case .refused(let state): #expect(state == .insufficientPrivilege, "\(statement.signature)")
                // An UPDATE that finds no row is no error.
                case .written, .exempt: break
                }
                #expect(try await tenants.ownersRows() == before, "\(statement.signature)")
            }
        }
    }

    @Test("yield nothing of another tenant's by naming their own alone, with row-level security disabled")
    func tenantInEveryStatement() async throws {
        try await withTwoTenants { tenants in
            for (table, _) in try await tenants.tenantTables() {
                try await tenants.database.run("ALTER TABLE \(unsafeSQL: table) DISABLE ROW LEVEL SECURITY")
            }
            let before = try await tenants.ownersRows()
            for statement in TenantStatement.all {
                switch try await tenants.ask(statement, naming: tenants.stranger, under: tenants.stranger) {
                case .found(let count): #expect(count == 0, "\(statement.signature)")
                case .refused(let state): #expect(state.errorClass == .integrityConstraintViolation)
                case .written, .exempt: break
                }
                #expect(try await tenants.ownersRows() == before, "\(statement.signature)")
            }
        }
    }

    @Test("are, apart from people's, few in other kinds of transactions, and what those see is theirs to see")
    func otherKinds() throws {
        for (kind, golden) in Self.otherKinds {
            let declared = try SourceFile.storeFunctions(on: kind).filter {
                !["result(_ reply)", "time()"].contains($0)
            }
            #expect(declared.sorted() == golden.sorted(), "\(kind)")
        }
    }

    private static let otherKinds = [
        // What staff see of all tenants: the tables that their role may read, in GrantTests.
        "OnPlatform": [
            "tenants(matching filter,after,limit)", "names(of tenants)", "limitRequests(being status,after,limit)",
            "staff()", "auditPlaces(_ filter,before,limit,effort)", "auditRows(at places)",
        ],
        // Whose work is due, and nothing else of it: the columns that the role may read, in GrantTests.
        "OnFinder": [
            "tenantsWithExpiredKeys(at now,except others,limit)",
            "tenantsWithExpiringKeys(at now,until soon,except others,limit)",
            "tenantsWithAnswers(keptBefore cutoff,except others,limit)",
            "tenants(ofKeys ids)",
            "tenantsWithOldDeliveries(before cutoff,except others,limit)",
            "endpointsWithDueDeliveries(at now,exceptTenants tenants,exceptEndpoints endpoints,limit)",
            "endpointsWithEndedDeliveries(except others,limit)",
            "hoursToMerge(before cutoff,except others,limit)",
            "hoursToPrune(before cutoff,except others,limit)",
            "hoursOfDetails(_ kind,before cutoff,except others,limit)",
            // Numbers of peppers, and how often there is each.
            "pepperUses()",
            // Which tenants there are, and whether there is something to sign.
            "tenantsToSign(signedBy older,except others,limit)", "tenantsWithTrails(after last,limit)",
        ],
        // A route is public. The others are tried below.
        "OnVerification": ["places(of routes)", "keys(of kids,in tenant)", "standing(of tenant)"],
        // No tenant's: what changed, by its id alone, and which verifiers there are.
        "OnLeases": [
            "board()", "changes(after number)", "register(_ verifier)", "renew(_ verifier,acknowledging number)",
            "acknowledge(_ number,as verifier)", "end(_ lease)", "end(_ verifier)", "forgetChanges()",
        ],
        "OnUsage": [
            "write(_ rows,of process)", "mergeHour(_ hour,limit)", "pruneHour(_ hour,limit)", "move(_ secrets)",
            "write(_ rows)", "pruneDetails(_ kind,of hour,limit)",
        ],
    ]

    @Test(
        "that count what another tenant's keys do are refused by row-level security, and change nothing of it without"
    )
    func usage() async throws {
        try await withTwoTenants { tenants in
            let row = UsageRow(
                key: tenants.owner.key,
                hour: TwoTenants.usageHour,
                outcome: .checked(.valid),
                count: 9,
                lastUse: nil
            )
            let count = { (named: ID<Tenant>, setting: ID<Tenant>) async throws -> SQLState? in
                let options = TransactionOptions(role: OnUsage.role, settings: [("app.tenant_id", setting.uuid)])
                do {
                    _ = try await tenants.pool.sendTransaction(options) { base in
                        let usage = UsageTransaction(
                            base: base.reborrowed(),
                            kind: OnUsage(tenant: named),
                            clock: .server
                        )
                        usage.write([row], of: ID(bits: 3))
                    }
                    return nil
                } catch let error as PostgresError {
                    return error.sqlState
                }
            }
            let before = try await tenants.ownersRows()
            let refusal = try await count(tenants.owner.id, tenants.stranger.id)
            #expect(refusal == .insufficientPrivilege)
            for (table, _) in try await tenants.tenantTables() {
                try await tenants.database.run("ALTER TABLE \(unsafeSQL: table) DISABLE ROW LEVEL SECURITY")
            }
            _ = try await count(tenants.stranger.id, tenants.stranger.id)
            #expect(try await tenants.ownersRows() == before)
            _ = try await count(tenants.owner.id, tenants.owner.id)
            #expect(try await tenants.ownersRows() != before)
        }
    }

    @Test("that tell what another tenant's key is used for are refused by the wall, and are one's own without it")
    func details() async throws {
        try await withTwoTenants { tenants in
            let row = UsageDetailRow(
                key: tenants.owner.key,
                hour: TwoTenants.usageHour,
                detail: UsageDetail(scopes: []),
                process: ID(bits: 3),
                count: 9
            )
            let write = { (named: ID<Tenant>) async throws -> SQLState? in
                let settings = [("app.tenant_id", tenants.stranger.id.uuid)]
                do {
                    _ = try await tenants.pool.sendTransaction(
                        TransactionOptions(role: OnUsage.role, settings: settings)
                    ) { base in
                        let kind = OnUsage(tenant: named)
                        UsageTransaction(base: base.reborrowed(), kind: kind, clock: .server).write([row])
                    }
                    return nil
                } catch let error as PostgresError {
                    return error.sqlState
                }
            }
            let before = try await tenants.ownersRows()
            #expect(try await write(tenants.owner.id) == .insufficientPrivilege)
            try await tenants.database.run("ALTER TABLE usage_details DISABLE ROW LEVEL SECURITY")
            #expect(try await write(tenants.stranger.id) == nil)
            #expect(try await tenants.ownersRows() == before)
        }
    }

    @Test(
        "that merge or forget another tenant's usage, or hash its secrets anew, find nothing by either wall alone",
        arguments: ["merge", "prune", "move", "details"]
    )
    func usageOfOthers(_ statement: String) async throws {
        try await withTwoTenants { tenants in
            let run = { (named: ID<Tenant>, setting: ID<Tenant>) async throws in
                let options = TransactionOptions(role: OnUsage.role, settings: [("app.tenant_id", setting.uuid)])
                let secret = try await tenants.database.owner.query(
                    "SELECT pepper_id, mac FROM key_secrets WHERE kid = \(tenants.owner.kid.description)"
                )[0]
                let old = KeyDigest(
                    pepperID: Int(try secret.decode("pepper_id", as: Int32.self)),
                    mac: try secret.decode("mac", as: Bytes.self).bytes
                )
                let move = SecretMove(
                    kid: tenants.owner.kid.description,
                    old: old,
                    new: KeyDigest(pepperID: 9, mac: [UInt8](repeating: 9, count: 32))
                )
                do {
                    _ = try await tenants.pool.sendTransaction(options) { base in
                        let usage = UsageTransaction(
                            base: base.reborrowed(),
                            kind: OnUsage(tenant: named),
                            clock: .server
                        )
                        switch statement {
                        case "merge": _ = usage.mergeHour(TwoTenants.usageHour, limit: 10)
                        case "details": _ = usage.pruneDetails(.scopes, of: TwoTenants.usageHour, limit: 10)
                        case "prune": _ = usage.pruneHour(TwoTenants.usageHour, limit: 10)
                        default: _ = usage.move([move])
                        }
                    }
                } catch let error as PostgresError {
                    #expect(error.sqlState == .insufficientPrivilege)
                }
            }
            if statement == "prune" {
                try await tenants.database.run("UPDATE usage_hours SET process = \(ID<UsageProcess>.all)")
            }
            let before = try await tenants.ownersRows()
            try await run(tenants.owner.id, tenants.stranger.id)
            #expect(try await tenants.ownersRows() == before)
            for (table, _) in try await tenants.tenantTables() {
                try await tenants.database.run("ALTER TABLE \(unsafeSQL: table) DISABLE ROW LEVEL SECURITY")
            }
            try await run(tenants.stranger.id, tenants.stranger.id)
            #expect(try await tenants.ownersRows() == before)
            try await run(tenants.owner.id, tenants.owner.id)
            #expect(try await tenants.ownersRows() != before)
        }
    }

    @Test("are read by a verifier on one tenant at a time too, also with row-level security disabled")
    func verification() async throws {
        try await withTwoTenants { tenants in
            for table in ["keys", "key_secrets", "groups", "tenant_state"] {
                try await tenants.database.run("ALTER TABLE \(unsafeSQL: table) DISABLE ROW LEVEL SECURITY")
            }
            let database = Database(pool: tenants.pool)
            let own = try await database.onVerification { try $0.keys(of: [tenants.owner.kid], in: tenants.owner.id) }
            #expect(own.map(\.id) == [tenants.owner.key])
            let stolen = try await database.onVerification {
                try $0.keys(of: [tenants.owner.kid], in: tenants.stranger.id)
            }
            #expect(stolen.isEmpty)
        }
    }

    @Test("are read by a person about that person alone")
    func memberships() async throws {
        try await withTwoTenants { tenants in
            let database = Database(pool: tenants.pool)
            let own = try await database.onPerson(tenants.owner.user) { try await $0.result($0.memberships()) }
            #expect(own.map(\.tenant) == [tenants.owner.id])
            let nobody = try await tenants.pool.query(
                "SELECT * FROM memberships",
                TransactionOptions(role: OnPerson.role)
            )
            #expect(nobody.isEmpty)
        }
    }
}

extension TwoTenants {
    enum Outcome {
        case found(Int)
        case written
        case refused(SQLState)
        case exempt
    }

    /// Runs a statement with the owner's ids, naming one side as its tenant, under the setting of another.
    func ask(_ statement: TenantStatement, naming named: Side, under side: Side) async throws -> Outcome {
        let options = TransactionOptions(role: OnTenant.role, settings: [("app.tenant_id", side.id.uuid)])
        do {
            return try await pool.withTransaction(options) { base in
                let transaction = TenantTransaction(
                    base: base.reborrowed(),
                    kind: OnTenant(tenant: named.id),
                    clock: .server
                )
                switch statement.ask {
                case .read(let read): return .found(try await read(transaction, owner))
                case .write(let write):
                    try await write(transaction, owner)
                    return .written
                case .exempt: return .exempt
                }
            }
        } catch let error as PostgresError {
            guard let state = error.sqlState else { throw error }
            return .refused(state)
        }
    }
}

/// The functions that Store's sources declare.
enum SourceFile {
    /// Of the transactions of this kind, and of those of any kind: signatures without types.
    static func storeFunctions(on kind: String) throws -> [String] {
        let store = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/Store")
        let files = FileManager.default.enumerator(at: store.standardized, includingPropertiesForKeys: nil)
        return try (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }.flatMap { file in
            functions(in: try String(contentsOf: file, encoding: .utf8), on: kind)
        }
    }

    private static func functions(in source: String, on kind: String) -> [String] {
        source.split(separator: "\nextension ").dropFirst().flatMap { text -> [String] in
            guard let extended = text.split(separator: " {").first,
                extended == "StoreTransaction" || extended == "StoreTransaction where Kind == \(kind)",
                let end = text.range(of: "\n}")
            else { return [] }
            return text[..<end.lowerBound].matches(of: /package func (\w+)(?:<\w+>)?\(((?:[^()]|\(\)|\([^)])*)\)/).map {
                match in
                let parameters = match.2.split(separator: ",").compactMap { $0.split(separator: ":").first }
                    .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                return "\(match.1)(\(parameters.joined(separator: ",")))"
            }
        }
    }
}
