package import Domain
internal import Postgres
internal import Synchronization

/// What a transaction changes of what verdicts depend on. Written to the change log last of all, with the commit.
package final class Announcements: Sendable {
    /// One change, and whether it tightens.
    package struct Announcement: Sendable {
        package let change: VerdictChange
        package let tightens: Bool
        let tenant: ID<Tenant>
    }

    private let made = Mutex<[Announcement]>([])
    private let point = Mutex<LogPoint?>(nil)
    private let tells = Mutex(false)

    package init() {}

    /// Whether something was put into the outbox.
    var hasTold: Bool { tells.withLock { $0 } }

    func noteTold() {
        tells.withLock { $0 = true }
    }

    package var all: [Announcement] { made.withLock { $0 } }

    /// At or past what was announced, once that is committed; and past what anybody had committed before, also when nothing was
    /// announced.
    package var end: LogPoint? { point.withLock { $0 } }

    func committed(at end: LogPoint) {
        point.withLock { $0 = end }
    }

    func add(_ announcement: Announcement) {
        made.withLock { $0.append(announcement) }
    }
}

extension StoreTransaction where Kind == OnTenant {
    /// Announces a change of this tenant, made by this transaction.
    package func announce(_ object: ChangedObject, version: Int64, tightens: Bool) {
        announcements.add(
            Announcements.Announcement(
                change: VerdictChange(object, version: version),
                tightens: tightens,
                tenant: tenant
            )
        )
    }

    /// Sends what was announced. From here on every other change waits for this transaction's end, so nothing may follow but
    /// the commit.
    func logAnnouncements() -> Reply<LogPoint> {
        let announced = announcements.all
        for announcement in announced {
            send(
                """
                WITH head AS (UPDATE change_head SET n = n + 1 RETURNING n)
                INSERT INTO change_log (n, object, tenant_id, id, version)
                SELECT n, \(announcement.change.object.kind), \(announcement.tenant),
                    \(announcement.change.object.bytes), \(announcement.change.version) FROM head
                """
            )
        }
        // Only for those: a notification takes a lock of the whole server's at commit. The others are read within 250 ms.
        if announced.contains(where: \.tightens) { send("SELECT pg_notify('\(unsafeSQL: changeChannel)', '')") }
        return send("SELECT n, \(unsafeSQL: serverRun) AS server FROM change_head") { rows in
            let row = try rows.one
            return LogPoint(number: try row.decode("n"), server: try row.decode("server"))
        }
    }
}

/// Where NOTIFY tells that there is something new in the change log.
let changeChannel = "latchkey_changes"

extension ChangedObject {
    fileprivate var kind: String {
        switch self {
        case .key: "KEY"
        case .group: "GROUP"
        case .tenant: "TENANT"
        }
    }

    fileprivate var bytes: ID<APIKey> {
        switch self {
        case .key(let id): id
        case .group(let id): ID(bits: id.bits)
        case .tenant(let id): ID(bits: id.bits)
        }
    }
}
