package import HTTPTypes

extension HTTPField.Name {
    /// On every answer: the id that logs, problems and audit events carry too.
    package static let latchkeyRequestID = named("Latchkey-Request-Id")

    /// On requests of platform staff: why they change a tenant's data.
    package static let latchkeyReason = named("Latchkey-Reason")

    /// On requests: the same key, the same answer.
    package static let idempotencyKey = named("Idempotency-Key")

    /// On answers: that this was answered before.
    package static let idempotentReplayed = named("Idempotent-Replayed")

    /// On answers whose body is a resource: the receipt of the change, as JSON.
    package static let latchkeyReceipt = named("Latchkey-Receipt")

    /// A name known to be valid when it is written.
    package static func named(_ name: StaticString) -> Self {
        guard let name = Self(name.description) else { preconditionFailure("\(name) is no field name") }
        return name
    }
}
