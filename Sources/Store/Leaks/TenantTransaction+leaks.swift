package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The marks of places where the secret with this kid was found; nil when the tenant has no such secret.
    package func leaks(of kid: Kid) -> Reply<[String]?> {
        send("SELECT leaks FROM key_secrets WHERE tenant_id = \(tenant) AND kid = \(kid.description)") { rows in
            try rows.first.map { try $0.decode("leaks") }
        }
    }

    /// Under the tenant's lock.
    package func recordLeak(of kid: Kid, as mark: String) {
        send(
            """
            UPDATE key_secrets SET leaks = array_append(leaks, \(mark))
            WHERE tenant_id = \(tenant) AND kid = \(kid.description)
            """
        )
    }
}
