package import Domain
internal import Postgres

/// A transaction of one kind, which is to say in one database role: the only handle that a Store function takes.
///
/// It cannot be copied, so it cannot escape the closure it is lent to.
package struct StoreTransaction<Kind: TransactionKind>: ~Copyable {
    let base: Transaction
    let kind: Kind
    let clock: WallClock
    let announcements: Announcements

    init(base: consuming Transaction, kind: Kind, clock: WallClock, announcements: Announcements = Announcements()) {
        self.base = base
        self.kind = kind
        self.clock = clock
        self.announcements = announcements
    }
}

/// What a transaction may see: its database role, and the settings that row-level security compares with.
package protocol TransactionKind: Sendable {
    static var role: String { get }
    var settings: [Setting] { get }
}

/// One tenant's rows: every change, and every read of keys.
package struct OnTenant: TransactionKind {
    package static let role = "latchkey_app"
    package let tenant: ID<Tenant>

    package var settings: [Setting] { [.tenant(tenant)] }
}

/// People: signing in, and finding out who asks.
package struct OnPerson: TransactionKind {
    package static let role = "latchkey_people"
    package let user: ID<User>?

    package var settings: [Setting] { user.map { [.user($0)] } ?? [] }
}

/// The lists that staff see across tenants. Read only: what they decide runs on the tenant.
package struct OnPlatform: TransactionKind {
    package static let role = "latchkey_staff"
    package let settings: [Setting] = []
}

/// The data plane: the tenant behind a route, then that one tenant's keys. Read only.
package struct OnVerification: TransactionKind {
    package static let role = "latchkey_verifier"
    /// Each statement that needs a tenant turns to its own.
    package let settings: [Setting] = []
}

/// Where jobs find the tenants that have work. Read only: the work runs on the tenant.
package struct OnFinder: TransactionKind {
    package static let role = "latchkey_finder"
    package let settings: [Setting] = []
}

/// What the data plane has counted of one tenant's keys: the one thing that it writes.
package struct OnUsage: TransactionKind {
    package static let role = "latchkey_verifier"
    package let tenant: ID<Tenant>

    package var settings: [Setting] { [.tenant(tenant)] }
}

/// The verifiers' leases, and the log of what their memory has to learn.
package struct OnLeases: TransactionKind {
    package static let role = "latchkey_verifier"
    package let settings: [Setting] = []
}

package typealias TenantTransaction = StoreTransaction<OnTenant>
package typealias PersonTransaction = StoreTransaction<OnPerson>
package typealias PlatformTransaction = StoreTransaction<OnPlatform>
package typealias VerifierTransaction = StoreTransaction<OnVerification>
package typealias FinderTransaction = StoreTransaction<OnFinder>
package typealias UsageTransaction = StoreTransaction<OnUsage>
package typealias LeaseTransaction = StoreTransaction<OnLeases>

/// A setting that lasts as long as the transaction.
package struct Setting: Sendable {
    let name: String
    let value: String

    static func tenant(_ id: ID<Tenant>) -> Setting { Setting(name: "app.tenant_id", value: id.uuidText) }
    static func user(_ id: ID<User>) -> Setting { Setting(name: "app.user_id", value: id.uuidText) }
}
