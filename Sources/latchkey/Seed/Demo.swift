import Domain
import Foundation

/// The demo's people and where they belong.
struct Demo {
    struct SignIn {
        /// Such as `PARTNER`.
        let label: String
        let email: String
        let password = Sensitive(Base62.random(20, using: .system))
        let tenant: ID<Tenant>?
    }

    let signIns: [SignIn]

    /// The sign-ins, and one line each to create, verify and revoke a key.
    func summary(api: String, checks: String) -> String {
        let people = signIns.map { signIn in
            let label = signIn.label.padding(toLength: 11, withPad: " ", startingAt: 0)
            let email = signIn.email.padding(toLength: 31, withPad: " ", startingAt: 0)
            return "  \(label)\(email)\(signIn.password.expose())  \(signIn.tenant.map(\.description) ?? "all tenants")"
        }
        let tenant = signIns.lazy.compactMap(\.tenant).first.map(\.description) ?? ""
        return """
            Sign-ins, each with its password and tenant:
            \(people.joined(separator: "\n"))

            With TOKEN from POST \(api)/v1/sessions, create, verify and revoke a key:
              curl \(api)/v1/tenants/\(tenant)/keys -H "Authorization: Bearer $TOKEN" \
            -H 'Content-Type: application/json' -d '{"name": "First key", "scopes": ["reports:read"]}'
              curl \(checks)/v1/verify -H 'Content-Type: application/json' -d '{"key": "'$SECRET'"}'
              curl -X POST \(api)/v1/tenants/\(tenant)/keys/$KEY/revoke -H "Authorization: Bearer $TOKEN"
            """
    }

    /// As a file for a shell to read, which only its owner can.
    func write(to path: String) throws {
        let lines = signIns.flatMap { signIn in
            [
                "\(signIn.label)_EMAIL=\(signIn.email)", "\(signIn.label)_PASSWORD=\(signIn.password.expose())",
            ] + (signIn.tenant.map { ["\(signIn.label)_TENANT=\($0)"] } ?? [])
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        // Before the first secret is in it, also where it was there.
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
