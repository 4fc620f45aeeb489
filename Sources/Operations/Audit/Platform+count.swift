internal import Domain

// What is counted of people who sign in, and of what a password or a code is asked for again.

extension Platform {
    static let sessionBegins = "session.begin"
    static let sessionEnds = "session.end"
    static let signInIsRefused = "session.refused"

    /// Of a session that began the platform's own trail has a row; this is for the tenants'.
    func count(begun user: ID<User>, by proof: Proof, from client: SignInClient) {
        events.count(EventTally.Event(.account(user, proof), Self.sessionBegins), from: client.address)
    }

    /// - Parameter user: nil for nobody who is known.
    func count(refused user: ID<User>?, _ code: String, from client: SignInClient) {
        let subject = user.map { EventTally.Subject.account($0, .password(secondFactor: false)) } ?? .nobody
        events.count(EventTally.Event(subject, Self.signInIsRefused, code: code), from: client.address)
    }

    /// At a tenant's own identity provider, which is that tenant's business alone. Who it was is nowhere proved.
    func count(refused reason: SignOnRefusal?, signOnAt tenant: ID<Tenant>, from client: SignInClient) {
        let code = reason?.rawValue ?? Failure.Code.signOnRefused.rawValue
        let event = EventTally.Event(.actor(nil, in: tenant), Self.signInIsRefused, code: code)
        events.count(event, from: client.address)
    }

    /// What came to a tenant's directory without a good credential.
    func count(unknownDirectoryOf tenant: ID<Tenant>, from address: IPAddress?) {
        let code = Failure.Code.unauthenticated.rawValue
        events.count(EventTally.Event(.actor(nil, in: tenant), "directory.refused", code: code), from: address)
    }

    /// A guess at the password of whoever has this address, which was not even looked at.
    func count(throttled address: String, from client: SignInClient) {
        let code = Failure.Code.tooManyRequests.rawValue
        events.count(EventTally.Event(.address(address), Self.signInIsRefused, code: code), from: client.address)
    }
}
