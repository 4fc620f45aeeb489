@testable import Domain
@testable import Store
import TestSupport

// Sending events: who claims a delivery, and what is kept of it.

extension TenantStatement {
    static let sending = [
        write("claimDeliveries(to endpoint,at now,until lapse,limit)") { transaction, owner in
            let claims = transaction.claimDeliveries(
                to: owner.webhook,
                at: TwoTenants.farAhead,
                until: TwoTenants.farAhead + .seconds(20),
                limit: 9
            )
            _ = try await transaction.result(claims)
        },
        write("release(_ claim,until then)") { transaction, owner in
            transaction.release(.example(of: owner), until: TwoTenants.farAhead)
        },
        write("record(_ attempt,of claim,to url,as fate)") { transaction, owner in
            for fate in [.dueAgain(TwoTenants.usageHour), .delivered] as [DeliveryFate] {
                let run = try transaction.record(
                    .example,
                    of: .example(of: owner),
                    to: "https://hooks.example",
                    as: fate
                )
                _ = try await transaction.result(run)
            }
        },
    ]
}

extension ClaimedDelivery {
    /// As if somebody had claimed what the owner's first attempt left.
    fileprivate static func example(of owner: TwoTenants.Side) -> ClaimedDelivery {
        ClaimedDelivery(
            tenant: owner.id,
            id: ID(bits: owner.webhook.bits),
            endpoint: owner.webhook,
            event: ID(bits: owner.webhook.bits),
            body: "{}",
            number: 7,
            attempt: 2,
            lapsesAt: TwoTenants.usageHour
        )
    }
}

extension DeliveryAttempt {
    fileprivate static let example = DeliveryAttempt(
        number: 2,
        at: TwoTenants.farAhead,
        tookMilliseconds: 1,
        outcome: .timedOut,
        address: nil,
        requestHeaders: HeaderLines([]),
        answer: nil
    )
}
