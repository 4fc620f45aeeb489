package import Domain

/// A part of what was found (RFC 7644, 3.4.2).
package struct ListResponse: Sendable {
    package let json: JSON

    /// - Parameter all: everything there is to answer, in its order.
    package init(_ all: [JSON], from startIndex: Int = 1, count: Int? = nil) {
        let page = all.dropFirst(startIndex - 1).prefix(count ?? all.count)
        json = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": .integer(Int64(all.count)), "itemsPerPage": .integer(Int64(page.count)),
            "startIndex": .integer(Int64(startIndex)), "Resources": .array(Array(page)),
        ]
    }
}
