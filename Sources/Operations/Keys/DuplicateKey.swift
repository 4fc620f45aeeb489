package import Domain
internal import Store

/// Makes a key that is like another one, whatever state that is in, but for its expiry and its secret: a new key under today's
/// policy and the tenant's limit.
package struct DuplicateKey: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Input: Sendable {
        package let expiry: ExpiryDraft
        /// What was wrong with its form already.
        package let formErrors: [InputError]
        /// The version of the original that the caller has seen, if it matters to them.
        package let expectedVersion: VersionCondition?

        package init(
            expiry: ExpiryDraft = ExpiryDraft(),
            formErrors: [InputError] = [],
            expectedVersion: VersionCondition? = nil
        ) {
            self.expiry = expiry
            self.formErrors = formErrors
            self.expectedVersion = expectedVersion
        }
    }

    package func callAsFunction(
        _ key: ID<APIKey>,
        _ read: () throws -> Input,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<KeyAndSecret> {
        try await platform.change(key, .keyDuplicate, in: tenant, call: call) { held, transaction in
            let input = try read()
            let draft = KeyDraft(duplicating: held.key, expiry: input.expiry, formErrors: input.formErrors)
            let group = try await transaction.result(transaction.group(draft.groupID))
            let plan = try draft.validated(
                against: held.policy,
                group: group,
                ceiling: held.access.ceiling,
                now: held.now
            )
            _ = try held.allows(.duplicate, ifMatch: input.expectedVersion)
            return try await platform.make(
                plan,
                in: group,
                duplicating: held.key.id,
                held.access,
                in: transaction
            )
        }
    }
}
