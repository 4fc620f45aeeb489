internal import Domain
internal import Store

/// Ends the session that the call was made in.
package struct SignOut: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ call: Call) async throws {
        // A program's token ends by itself.
        guard let session = call.actor.session else { return }
        try await platform.database.onPerson(call.actor.user.id) { transaction in
            _ = transaction.deleteSession(session, of: call.actor.user.id)
        }
    }
}
