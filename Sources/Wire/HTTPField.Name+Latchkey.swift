package import HTTPTypes

extension HTTPField.Name {
    /// On every answer: the id that logs, problems and audit events carry too.
    package static let latchkeyRequestID = named("Latchkey-Request-Id")

    /// On requests of platform staff: why they change a tenant's data.
    package static let latchkeyReason = named("Latchkey-Reason")

    /// A name known to be valid when it is written.
    package static func named(_ name: StaticString) -> Self {
        guard let name = Self(name.description) else { preconditionFailure("\(name) is no field name") }
        return name
    }
}
