@testable import Domain

/// The access table in full, and what it comes to, as text.
enum AccessGolden {
    static var text: String {
        (["Reach by role", ""] + reaches + ["", "What it comes to", ""] + legend + [""] + outcomes).joined(
            separator: "\n"
        )
            + "\n"
    }

    // MARK: Reach by role

    private static var reaches: [String] {
        let header = line("action", Role.allCases.map(\.rawValue), width: 24)
        return [header] + Action.allCases.map { action in line(action.rawValue, cells(action), width: 24) }
    }

    private static func cells(_ action: Action) -> [String] {
        Role.allCases.map { role in
            let reach = AccessTable.reach(of: role, for: action)
            return reach == .never ? "✘" : "✔ \(reach.rawValue)"
        }
    }

    // MARK: What it comes to

    private static let legend = [
        "✔ allowed   R allowed with a reason   ✘ 403   · 404",
        "The three marks are for a partner, its merchant, and another business. The people belong to the merchant, but",
        "PARTNER_ADMIN and the partner's MEMBER to the partner. For tenant.create the three are still to be made.",
    ]

    static let partner = facts(1, .partner)
    static let merchant = facts(2, .business, parent: 1)
    static let business = facts(3, .business)

    private static let actors: [(String, Actor)] = [
        ("SUPER_USER", actor(platform: .superUser)),
        ("SUPPORT", actor(platform: .support)),
        ("PARTNER_ADMIN", actor([(.partnerAdmin, partner)])),
        ("BUSINESS_ADMIN", actor([(.businessAdmin, merchant)])),
        ("ADVISOR", actor([(.advisor, merchant)])),
        ("MEMBER", actor([(.member, merchant)])),
        ("partner's MEMBER", actor([(.member, partner)])),
        ("nobody", actor()),
    ]

    private static var outcomes: [String] {
        let header = line("action", actors.map(\.0), width: 17)
        let rows = Action.allCases.map { action in
            line(
                action.rawValue,
                actors.map { actor in
                    [partner, merchant, business].map { mark(action, actor.1, $0) }.joined(separator: " ")
                },
                width: 17
            )
        }
        return [header] + rows
    }

    private static func mark(_ action: Action, _ actor: Actor, _ tenant: TenantFacts) -> String {
        switch Access.decide(action, by: actor, on: tenant, keyRoles: [.partnerAdmin, .businessAdmin, .advisor]) {
        case .allowed(let permit): permit.needsReason ? "R" : "✔"
        case .forbidden: "✘"
        case .notFound: "·"
        }
    }

    private static func line(_ first: String, _ cells: [String], width: Int) -> String {
        let columns = [padded(first, 15)] + cells.map { padded($0, width) }
        return String(columns.joined().reversed().drop { $0 == " " }.reversed())
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
