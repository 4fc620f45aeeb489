import API
import Domain
import HTTPTypes
import TestSupport
import Testing

@Suite("Who may do what, route by route", .timeLimit(.minutes(10)))
struct AccessMatrixTests {
    @Test("every role gets on every route about every tenant what the design gives it, and the tenant says it does")
    func matrix() async throws {
        try await withPlatform { platform in
            let oracle = AccessOracle(design: try AccessDesign())
            let world = try await AccessWorld.make(on: platform)
            var matrix = AccessMatrix(platform, oracle, world)
            let start = ContinuousClock.now
            var (text, cells) = (AccessGolden.legend, 0)
            for asker in world.askers {
                var claims = try await AccessClaims(to: asker, on: platform)
                var rows: [(String, [String])] = []
                for row in AccessRow.all where row.isAboutTenant {
                    var line: [String] = []
                    for relation in Relation.allCases {
                        let answer = try await matrix.cell(asker, row, relation)
                        let expected = oracle.answer(to: asker, row, relation)
                        #expect(answer == expected, "\(asker.name): \(row.name), \(relation.rawValue)")
                        claims.expect(answer, of: row, relation, asker)
                        line.append(answer)
                        if answer != "" { cells += 1 }
                    }
                    rows.append((row.name, line))
                }
                claims.expectReasons(asker)
                text += AccessGolden.table(asker.name, Relation.allCases.map(\.rawValue), rows)
            }
            var rows: [(String, [String])] = []
            for row in AccessRow.all where !row.isAboutTenant {
                var line: [String] = []
                for asker in world.askers {
                    let answer = try await matrix.cell(asker, row)
                    #expect(answer == oracle.answer(to: asker, row), "\(asker.name): \(row.name)")
                    line.append(answer)
                    cells += 1
                }
                rows.append((row.name, line))
            }
            text += AccessGolden.table("About no tenant", world.askers.map(\.name), rows)
            AccessGolden.expect(text, "access.matrix.golden.txt")
            print("Access matrix: \(cells) cells, \(matrix.requests) requests, \(ContinuousClock.now - start)")
        }
    }

    @Test("no route is without its row, and no row without its route")
    func covered() async throws {
        try await withPlatform { platform in
            let routes = Routes(platform.operations).all.map { "\($0.method.rawValue) \($0.template)" }
            let rows = AccessRow.all.map(\.name)
            let uncovered = routes.filter { !rows.contains($0) }.map { $0 + "\n" }.joined()
            #expect(uncovered == "")
            AccessGolden.expect(uncovered, "access.uncovered.golden.txt")
            #expect(Set(rows).subtracting(routes) == [], "there are no such routes")
            #expect(Set(rows).count == rows.count)
        }
    }

    @Test("each row names the action that its route names, and the design has no other actions than the code")
    func actions() async throws {
        let design = try AccessDesign()
        #expect(design.actions == Set(Action.allCases.map(\.rawValue)))
        try await withPlatform { platform in
            for route in Routes(platform.operations).all {
                guard case .action(let action) = route.access,
                    let row = AccessRow.all.first(where: { $0.name == "\(route.method.rawValue) \(route.template)" })
                else { continue }
                switch row.kind {
                case .action(let name), .staff(let name): #expect(name == action.rawValue, "\(row.name)")
                case .list: #expect(action == .tenantRead)
                case .create: #expect(action == .tenantCreate)
                case .presets: #expect(action == .policyRead)
                case .anyone, .signedIn, .directory: Issue.record("\(row.name) takes \(action.rawValue)")
                }
            }
        }
    }
}
