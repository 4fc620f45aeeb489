import Foundation
import Testing

@testable import Domain

struct AccessTableTests {
    @Test("the access table and what it comes to are as reviewed in access.golden.txt")
    func golden() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "access.golden.txt")
        let reviewed = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let actual = AccessGolden.text
        if actual != reviewed {
            let before = reviewed.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let after = actual.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let gone = before.filter { !after.contains($0) }.map { "- " + $0 }
            let new = after.filter { !before.contains($0) }.map { "+ " + $0 }
            let difference = (gone + new).joined(separator: "\n")
            Issue.record("\(difference)\n\nIf that is meant, \(file.path()) becomes:\n\n\(actual)")
        }
    }

    @Test("only platform roles reach any tenant, and they reach nothing less")
    func platform() {
        for action in Action.allCases {
            for role in Role.allCases {
                let reach = AccessTable.reach(of: role, for: action)
                #expect(role.isPlatform ? [.any, .never].contains(reach) : reach != .any, "\(role) \(action)")
            }
        }
    }

    @Test("whoever may do anything in a tenant may read it")
    func reading() {
        for role in Role.allCases {
            let canAct = Action.allCases.contains { AccessTable.reach(of: role, for: $0) != .never }
            #expect(!canAct || AccessTable.reach(of: role, for: .tenantRead) != .never)
        }
    }
}
