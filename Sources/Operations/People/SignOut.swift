internal import Domain
internal import Store

/// Ends the session that the call was made in.
package struct SignOut: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Returns: where to sign out of the identity provider too, if the session came from one that has such a place.
    @discardableResult
    package func callAsFunction(_ call: Call) async throws -> String? {
        // A program's token ends by itself.
        guard let session = call.actor.session else { return nil }
        _ = try await platform.end(session, because: "session.sign_out", for: call)
        return try await platform.signOutURL(for: call.actor.proof)
    }
}
