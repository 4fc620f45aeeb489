package import Domain
package import Store

/// What every operation needs, injected once: the database, randomness, the peppers, and passwords' slow function.
package struct Platform: Sendable {
    package let database: Database
    let directory: TenantDirectory
    let entropy: Entropy
    let peppers: Peppers
    let passwords: PasswordHasher

    package init(database: Database, entropy: Entropy = .system, peppers: Peppers, passwords: PasswordHasher) {
        self.database = database
        self.directory = TenantDirectory(database: database)
        self.entropy = entropy
        self.peppers = peppers
        self.passwords = passwords
    }
}

/// Who asks, through which request, from where, and why.
package struct Call: Sendable {
    package let actor: Actor
    package let request: ID<Request>
    package let remoteAddress: String?
    /// What platform staff gave as their reason in `Latchkey-Reason`.
    package let reason: String?

    package init(actor: Actor, request: ID<Request>, remoteAddress: String?, reason: String?) {
        self.actor = actor
        self.request = request
        self.remoteAddress = remoteAddress
        self.reason = reason
    }
}
