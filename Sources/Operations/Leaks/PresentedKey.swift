internal import Domain
internal import Store

/// A key whose secret somebody has shown that they hold: one of its secrets, whether it still works or not.
struct PresentedKey: Sendable {
    let tenant: TenantFacts
    let key: ID<APIKey>
    /// Of the secret.
    let kid: Kid
}

extension Platform {
    /// Nil for a secret that is nobody's. That costs the same whatever is wrong with it: no route, no kid, another secret
    /// behind the kid, or no key at all.
    func presented(_ secret: Sensitive<String>) async throws -> PresentedKey? {
        let parsed = KeyString.parse(secret.expose())
        let string = parsed ?? .mint(prefix: "no", environment: .live, route: .make(using: entropy), using: entropy)
        let routes = string.route.map { [$0] } ?? []
        let places = try await database.onVerification { $0.places(of: routes) }
        let place = routes.first.flatMap { places[$0] } ?? .nowhere
        let keys = try await database.onVerification { try $0.keys(of: [string.kid], in: place.id) }
        guard let found = keys.first else {
            peppers.matchesNothing(string)
            return nil
        }
        guard peppers.matches(string, found.digest), parsed != nil,
            let tenant = try await directory.facts(of: found.tenant)
        else { return nil }
        return PresentedKey(tenant: tenant, key: found.id, kid: string.kid)
    }

    /// Lets in whoever presents a key, as long as they have not presented too many from one place: right ones count like wrong
    /// ones, since each sets something off. What in the end nobody could look at does not count.
    func presenting<Outcome: Sendable>(
        by visitor: Visitor,
        _ work: () async throws -> Outcome
    ) async throws -> Outcome {
        let guess = try throttle.admit(.key, by: Guesser(place: Place(of: visitor.remoteAddress)))
        do {
            let outcome = try await work()
            throttle.settle(guess, isWrong: true)
            return outcome
        } catch {
            let isRefused = (error as? Failure)?.code == .validationFailed
            throttle.settle(guess, isWrong: isRefused)
            throw error
        }
    }
}

extension Sensitive<String> {
    /// The key that is in it, when it is none itself: whoever looks for keys by a pattern takes letters that are glued to one for
    /// its prefix.
    var keyInside: Sensitive<String> {
        let bytes = Array(expose().utf8)
        var range: Range<Int>?
        bytes.withUnsafeBytes { bytes in
            _ = KeyScanner.scan(bytes) { range = range ?? $0.offset..<$0.offset + $0.length }
        }
        return range.map { Sensitive(String(decoding: bytes[$0], as: UTF8.self)) } ?? self
    }
}
