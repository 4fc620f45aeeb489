/// SQL and its parameters. Made from a string literal, in which `\(value)` binds a parameter.
///
///     "SELECT name FROM keys WHERE tenant_id = \(tenant) AND id = \(key)"
///
/// The only way around binding is spelled `\(unsafeSQL: text)`; `\(fragment: query)` puts one query into another.
package struct Query: Sendable {
    /// With `$1`, `$2`, … where the parameters stand.
    package private(set) var sql = ""
    package private(set) var parameters = Parameters()
    /// Where in `sql` each `$n` begins, so that a fragment can be numbered anew without reading its SQL.
    private var markers: [Marker] = []

    private struct Marker: Sendable {
        /// Into the UTF-8 of the SQL.
        var offset: Int
        /// Of `$n`.
        var length: Int
    }

    private mutating func append(_ text: String) {
        sql += text
    }

    private mutating func append(_ value: some PostgresEncodable) {
        parameters.append(value)
        appendMarker()
    }

    private mutating func append(_ fragment: Query) {
        let text = fragment.sql.utf8
        var start = text.startIndex
        for marker in fragment.markers {
            let end = text.index(text.startIndex, offsetBy: marker.offset)
            sql += String(fragment.sql[start..<end])
            appendMarker()
            start = text.index(end, offsetBy: marker.length)
        }
        sql += String(fragment.sql[start...])
        parameters.append(fragment.parameters)
    }

    private mutating func appendMarker() {
        let marker = "$\(markers.count + 1)"
        markers.append(Marker(offset: sql.utf8.count, length: marker.utf8.count))
        sql += marker
    }
}

extension Query: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) {
        append(text)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.query
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var query = Query(stringLiteral: "")

        package init(literalCapacity: Int, interpolationCount: Int) {
            query.sql.reserveCapacity(literalCapacity + interpolationCount * 3)
        }

        package mutating func appendLiteral(_ literal: String) {
            query.append(literal)
        }

        /// A bound parameter.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            query.append(value)
        }

        /// A bound parameter, NULL when nil. Spelled out, since the compiler warns of an optional in a string.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            query.append(value)
        }

        /// Text put into the SQL as it is. Never from a user.
        package mutating func appendInterpolation(unsafeSQL text: String) {
            query.append(text)
        }

        /// Another query, its parameters numbered on from these.
        package mutating func appendInterpolation(fragment: Query) {
            query.append(fragment)
        }
    }
}

extension Query: CustomStringConvertible, CustomReflectable {
    /// The SQL, never the parameters.
    package var description: String { sql }

    package var customMirror: Mirror { Mirror(self, children: ["sql": sql]) }
}
