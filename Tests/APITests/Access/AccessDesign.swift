import Domain
import Foundation

/// The design's table of who may do what, read from `access.design.txt`.
struct AccessDesign {
    enum Reach: String {
        case any, down, own, client, children
        case businessesUnderOwn = "businesses under own"
        case never = "–"

        /// Whether it takes somebody from their tenant to this one.
        func covers(_ target: AccessWorld.Place, from home: AccessWorld.Place) -> Bool {
            switch self {
            case .any: true
            case .down: target.id == home.id || target.parent == home.id
            case .own, .client: target.id == home.id
            case .children: target.parent == home.id
            // What it is about is still to be made: see `AccessOracle`.
            case .businessesUnderOwn, .never: false
            }
        }
    }

    private let reaches: [String: [Reach]]

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "access.design.txt")
        var reaches: [String: [Reach]] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 7, cells[0] != "action" else { continue }
            for action in Self.actions(cells[0]) { reaches[action] = cells.dropFirst().compactMap(Reach.init) }
        }
        self.reaches = reaches
    }

    /// Of `key.create, .update` both, and of `tenant.update (name)` without the remark.
    private static func actions(_ cell: String) -> [String] {
        let names = cell.replacing(#/ \(.*\)/#, with: "").split(separator: ", ").map(String.init)
        let room = names[0].prefix { $0 != "." }
        return names.map { $0.hasPrefix(".") ? room + $0 : $0 }
    }

    var actions: Set<String> { Set(reaches.keys) }

    func reach(of role: Role, for action: String) -> Reach {
        let row = reaches[action] ?? []
        let column = [Role.superUser, .support, .partnerAdmin, .businessAdmin, .advisor, .member].firstIndex(of: role)
        return column.flatMap { row.indices.contains($0) ? row[$0] : nil } ?? .never
    }
}
