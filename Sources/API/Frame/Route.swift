package import Domain
package import HTTPTypes

/// One line of the table of contents: what is answered where, and to whom.
///
///     Route(.get, "/v1/tenants/{tenant}/keys", .action(.keyRead), query: ["limit", "cursor"], listKeys)
///
/// A route for GET answers HEAD too. A route that names no query parameters refuses any, behind the
/// authorization where there is one; one that does reads them with
/// `request.query`, whose `finish` refuses the rest. A page takes whatever stands in a query: its own script reads that.
package struct Route: Sendable {
    package typealias Handler = @Sendable (APIRequest) async throws -> APIResponse

    package enum Access: Sendable {
        /// Anyone.
        case `public`
        /// Any actor, about themselves.
        case signedIn
        /// An actor to whom this action is allowed, which the operation decides.
        case action(Action)
        /// A directory with a credential of the tenant in the path, which the operation looks at.
        case directory
    }

    package let method: HTTPRequest.Method
    /// `/v1/tenants/{tenant}`: literal parts and named parameters, each a whole segment. A last one such as `{path...}` stands
    /// for all that are left, one or more.
    package let template: String
    package let access: Access
    package let query: Set<String>
    /// Whether a query means nothing to it, and so is never refused.
    package let ignoresQuery: Bool
    /// The same for all routes whose paths begin alike.
    package let dialect: Dialect
    /// How long the handler may take; nil for as long as any other.
    package let patience: Duration?
    package let handler: Handler

    package init(
        _ method: HTTPRequest.Method,
        _ template: String,
        _ access: Access,
        query: Set<String> = [],
        ignoresQuery: Bool = false,
        dialect: Dialect = .plain,
        patience: Duration? = nil,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.template = template
        self.access = access
        self.query = query
        self.ignoresQuery = ignoresQuery
        self.dialect = dialect
        self.patience = patience
        self.handler = handler
    }
}
