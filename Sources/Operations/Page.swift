internal import Domain

/// A part of a list, and where to go on.
package struct Page<Element: Sendable>: Sendable {
    package let elements: [Element]
    /// Opaque; `nil` at the end of the list.
    package let nextCursor: String?
}

/// How much of a list is asked for.
package struct PageRequest: Sendable {
    package let limit: Int
    package let cursor: String?

    package static let limits = 1...100
    package static let defaultLimit = 25

    package init(limit: Int = defaultLimit, cursor: String? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}

extension CursorSeal {
    /// A page of what was found, which is one more than the page holds if the list goes on.
    func page<Element>(
        _ found: [Element],
        limit: Int,
        of list: String,
        position: (Element) -> JSON
    ) -> Page<Element> {
        let shown = Array(found.prefix(limit))
        let next = found.count > limit ? shown.last.map { seal(position($0), of: list) } : nil
        return Page(elements: shown, nextCursor: next)
    }

    /// The id at which the page before ended, for lists in the order of their ids.
    func id<Entity>(in cursor: String?, of list: String) throws -> ID<Entity>? {
        guard let cursor else { return nil }
        guard case .string(let text) = try open(cursor, of: list), let id = ID<Entity>(text) else {
            throw Failure.invalidCursor()
        }
        return id
    }
}
