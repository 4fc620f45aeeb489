package import Domain
internal import Store

/// Deletes what a tenant keeps of answers under idempotency keys when their time is over.
package struct ForgetAnswers: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(in tenant: ID<Tenant>) async throws {
        try await platform.database.onTenant(tenant) { transaction in
            let now = try await transaction.result(transaction.now())
            transaction.deleteAnswers(keptBefore: now - IdempotentRequest.lifetime)
        }
    }
}
