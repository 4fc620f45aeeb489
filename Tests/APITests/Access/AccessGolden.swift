import Foundation
import Testing

/// The matrix as text that can be read beside the design.
enum AccessGolden {
    static let legend = """
        What every route answers everybody, about every tenant. Read it beside access.design.txt, from which it follows.

        200, 201, 204  allowed
        R200           allowed with a reason; without one 422 REASON_REQUIRED
        401            signed out: UNAUTHENTICATED
        403            ROLE_FORBIDDEN
        403S           TENANT_SUSPENDED: the tenant is, or its partner
        404            NOT_FOUND, byte for byte as for a tenant, or an object, that does not exist
        422            INVALID_VALUE: a tenant that can be the parent of none
        422=           UNKNOWN_TENANT, byte for byte as for a parent that does not exist
        200+, 200-     a list in which the tenant is, or is not
        empty          there is no tenant in this relation, or no object in the path

        Everybody is an ADVISOR in a client besides (granted), and was one in another (expired grant). Own, sibling and parent
        are said from a merchant under a partner; from the partner itself for PARTNER_ADMIN and the partner's MEMBER, who have
        the merchant as child. Nothing of these is theirs to SUPER_USER and SUPPORT. Whoever is signed in by the merchant's
        identity provider is its BUSINESS_ADMIN, and SUPER_USER too, which their provider cannot prove. "another's" is the own
        tenant in the path and an object of a foreign tenant behind it.


        """

    static func table(_ title: String, _ columns: [String], _ rows: [(String, [String])]) -> String {
        let first = max(title.count, rows.map(\.0.count).max() ?? 0) + 2
        let widths = columns.indices.map { column in
            max(columns[column].count, rows.map { $0.1[column].count }.max() ?? 0) + 2
        }
        let line = { (name: String, cells: [String]) in
            let padded = [name.padded(to: first)] + zip(cells, widths).map { $0.padded(to: $1) }
            return String(padded.joined().reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        return line(title, columns) + rows.map { line($0.0, $0.1) }.joined() + "\n"
    }

    /// That a text is as it was reviewed. With `LATCHKEY_WRITE_GOLDEN=1` in the environment it is written instead.
    static func expect(_ actual: String, _ name: String) {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
        if ProcessInfo.processInfo.environment["LATCHKEY_WRITE_GOLDEN"] == "1" {
            try? Data(actual.utf8).write(to: file)
            return
        }
        let reviewed = (try? String(contentsOf: file, encoding: .utf8)) ?? "there is no \(name)"
        guard actual != reviewed else { return }
        let before = reviewed.split(separator: "\n", omittingEmptySubsequences: false)
        let after = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let gone = before.filter { !after.contains($0) }.map { "- " + $0 }
        let new = after.filter { !before.contains($0) }.map { "+ " + $0 }
        let difference = (gone + new).joined(separator: "\n")
        Issue.record("\(difference)\n\nIf that is meant, run this test with LATCHKEY_WRITE_GOLDEN=1.")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
