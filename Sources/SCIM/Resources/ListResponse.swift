package import Domain

/// A part of what was found (RFC 7644, 3.4.2).
package struct ListResponse: Sendable {
    package let json: JSON

    /// - Parameter all: everything there is to answer, in its order.
    package init(_ all: [JSON]) {
        self.init(all, from: 1, count: all.count, .everything)
    }

    /// As much of it as the query asks for.
    package init(_ all: [JSON], _ query: ResourceQuery) {
        self.init(all, from: query.startIndex, count: query.count, query.selection)
    }

    private init(_ all: [JSON], from startIndex: Int, count: Int, _ selection: Selection) {
        let page = all.dropFirst(startIndex - 1).prefix(count).map(selection.applied)
        json = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": .integer(Int64(all.count)), "itemsPerPage": .integer(Int64(page.count)),
            "startIndex": .integer(Int64(startIndex)), "Resources": .array(page),
        ]
    }
}
