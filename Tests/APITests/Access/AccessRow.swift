import Domain
import NIOHTTP1

/// A route, what it takes to call it, and what it answers whoever may.
///
/// Whatever stands in braces, in the path and in the body, is filled in: `{tenant}`, the objects of `AccessFixtures`, and
/// `{serial}`, a number of its own for each request.
struct AccessRow: Sendable {
    enum Kind: Sendable {
        case anyone
        case signedIn
        /// On the tenant in the path.
        case action(String)
        /// Of no tenant, for those who may do it everywhere.
        case staff(String)
        /// The list of tenants, in which each is or is not.
        case list
        /// A tenant under the one it is about.
        case create
        case presets
        /// For a tenant's directory, with a credential that nobody else has.
        case directory
    }

    let method: HTTPMethod
    let template: String
    let kind: Kind
    /// The status for whoever may.
    let success: String
    let body: JSON?
    /// What must be there besides what the path names.
    let needs: [String]
    /// Other makings for what the path names.
    let using: [String: String]
    /// Whether it takes a fresh object each time that it succeeds.
    let usesUp: Bool
    /// Whether it concerns the account itself, and not only what one tenant knows of it.
    let isAboutAccount: Bool

    init(
        _ method: HTTPMethod,
        _ template: String,
        _ kind: Kind,
        _ success: Int = 200,
        _ body: JSON? = nil,
        saying code: String? = nil,
        needs: [String] = [],
        using: [String: String] = [:],
        usesUp: Bool = false,
        isAboutAccount: Bool = false
    ) {
        self.method = method
        self.template = template
        self.kind = kind
        self.success = code.map { "\(success) \($0)" } ?? "\(success)"
        self.body = body
        self.needs = needs
        self.using = using
        self.usesUp = usesUp
        self.isAboutAccount = isAboutAccount
    }

    var name: String { "\(method.rawValue) \(template)" }
    /// A preview only looks.
    var isChange: Bool { method != .GET && !template.hasSuffix("/preview") }
    /// The people of a suspended tenant are told that it is, and nothing else.
    var survivesSuspension: Bool { name == "GET /v1/tenants/{tenant}" }

    /// What the path names besides the tenant.
    var objects: [String] { Self.names(in: template) }

    /// All that has to be there.
    var names: [String] {
        objects + Self.names(in: body.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? "") + needs
    }

    private static func names(in text: String) -> [String] {
        text.matches(of: /{(\w+)}/).map { String($0.1) }.filter { !["tenant", "serial"].contains($0) }
    }

    var isAboutTenant: Bool {
        switch kind {
        case .action, .list, .create: true
        case .anyone, .signedIn, .staff, .presets, .directory: false
        }
    }
}
