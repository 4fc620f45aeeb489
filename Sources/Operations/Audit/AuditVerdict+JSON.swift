package import Domain

extension AuditVerdict {
    package var json: JSON {
        [
            "tenant_id": .string(tenant.description), "intact": .bool(isIntact), "events": .integer(events),
            "head": .string(Hex.encode(head)), "checked_from": .integer(checkedFrom),
            "first_bad": finding.map { .integer($0.sequence) } ?? nil, "reason": JSON(finding?.reason.rawValue),
            "changed_after": finding?.changedAfter.map(JSON.integer) ?? nil,
            "signed": signed.map { signed in
                [
                    "seq": .integer(signed.sequence), "at": .string(signed.claim.at.description),
                    "signer": .string(signed.signer),
                ]
            } ?? nil, "unknown_signers": .integer(unknownSigners),
        ]
    }
}
