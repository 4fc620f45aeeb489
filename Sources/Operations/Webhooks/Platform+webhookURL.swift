internal import Domain
internal import Outbound

extension Platform {
    /// What is wrong with where a webhook is to be sent; nil when nothing is, or none was named. Takes asking a name server, so
    /// it goes ahead of the tenant's lock.
    func problem(withWebhook url: String?, of tenant: ID<Tenant>) async -> InputError? {
        guard let url else { return nil }
        do {
            try await Outbound.$caller.withValue(tenant.description) { try await webhooks.requireFit(url) }
            return nil
        } catch let problem as UnfitURL {
            return problem.inputError
        } catch {
            return UnfitURL.late.inputError
        }
    }
}

extension UnfitURL {
    fileprivate var inputError: InputError {
        switch self {
        case .tooLong: InputError("/url", "TOO_LONG", "At most \(OutboundURL.mostCharacters) characters fit.")
        case .invalid: InputError("/url", "INVALID_URL", "A web address such as https://hooks.example.com/latchkey.")
        case .notHTTPS: InputError("/url", "NOT_HTTPS", "It must begin with https://.")
        case .credentials: InputError("/url", "CREDENTIALS_IN_URL", "It must not name a user or a password.")
        case .fragment: InputError("/url", "FRAGMENT_IN_URL", "What follows a # is never sent; leave it out.")
        case .unknownHost: InputError("/url", "UNKNOWN_HOST", "There is no such host.")
        case .notPublic:
            InputError("/url", "NOT_PUBLIC", "It leads to an address that is not on the public internet.")
        case .late: InputError("/url", "LOOKUP_TIMED_OUT", "Nobody said in time where its host is. Try again.")
        }
    }
}
