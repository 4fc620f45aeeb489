import Domain
import Foundation

/// The demo's people and where they belong.
struct Demo: Sendable {
    struct SignIn: Sendable {
        /// Such as `PARTNER`.
        let label: String
        let email: String
        let password = Sensitive(Base62.random(20, using: .system))
        /// Known once it is planted; staff have none.
        var tenant: ID<Tenant>?

        init(_ label: String, _ account: String) {
            self.label = label
            email = "\(account)@demo.example"
        }
    }

    let staff = SignIn("STAFF", "staff")
    var partner = SignIn("PARTNER", "partner.admin")
    var merchant = SignIn("MERCHANT", "merchant.admin")
    var enterprise = SignIn("ENTERPRISE", "enterprise.admin")
    var settings = SignIn("SETTINGS", "settings.admin")
    var business = SignIn("BUSINESS", "business.admin")
    var advisor = SignIn("ADVISOR", "advisor")

    private var signIns: [SignIn] { [staff, partner, merchant, enterprise, settings, business, advisor] }

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

    /// Lines for a shell to read.
    var variables: String {
        let lines = signIns.flatMap { signIn in
            [
                "\(signIn.label)_EMAIL=\(signIn.email)", "\(signIn.label)_PASSWORD=\(signIn.password.expose())",
            ] + (signIn.tenant.map { ["\(signIn.label)_TENANT=\($0)"] } ?? [])
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
