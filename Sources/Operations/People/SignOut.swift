internal import Domain
internal import Store

/// Ends the session that the call was made in.
package struct SignOut: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ call: Call) async throws {
        try await platform.database.onPerson(call.actor.user.id) { transaction in
            transaction.deleteSession(call.actor.session, of: call.actor.user.id)
        }
    }
}
