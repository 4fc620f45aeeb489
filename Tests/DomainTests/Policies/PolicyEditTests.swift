import Testing

@testable import Domain

struct PolicyEditTests {
    @Test("every column can be changed alone, and what it differs in is what was changed", arguments: Preset.shipped)
    func columns(preset: Preset) throws {
        let isGrouped = preset.policy.permissionModel == .group
        let never = preset.policy.expiryMode == .none
        let changes: [JSON.Member] = [
            JSON.Member("permission_model", .string(isGrouped || preset.policy.fullAccess ? "SCOPES" : "GROUP")),
            JSON.Member("permission_editing", "NARROW_ONLY"),
            JSON.Member("full_access", .bool(!preset.policy.fullAccess && !isGrouped)),
            JSON.Member("scopes", [["name": "a:b", "label": "Label", "description": ""]]),
            JSON.Member("environments", ["TEST"]), JSON.Member("secret_prefix", "own"),
            JSON.Member("expiry_max", never ? nil : "9y"),
            JSON.Member("disable_before_revoke", .bool(!preset.policy.disableBeforeRevoke)),
            JSON.Member("date_ends", .string(preset.policy.dateEnds == .dayEnd ? "DAY_START" : "DAY_END")),
            JSON.Member("rotation_grace_max", 1),
            JSON.Member("rotation_sets_expiry", .bool(!preset.policy.rotationSetsExpiry && !never)),
            JSON.Member("key_limit", 3), JSON.Member("key_roles", []),
            JSON.Member("rate_limit", ["requests": 1, "window_seconds": 1, "burst": 1]),
        ]
        for change in changes {
            let edited = try PolicyEdit(.object([change])).applied(to: preset.policy)
            let expected: JSON = edited == preset.policy ? [:] : .object([change])
            #expect(edited.difference(from: preset.policy) == expected)
        }
    }

    @Test("a fixed column is refused among all else that is wrong, whatever its value")
    func fixed() {
        let policy = preset("merchant-portal").policy
        let edit = PolicyEdit(["key_limit": 25, "secret_prefix": "X"])
        let refusal = failure { try edit.applied(to: policy, fixed: ["key_limit": "Elsewhere."]) }
        #expect(brief(refusal?.errors ?? []) == ["/key_limit NOT_EDITABLE", "/secret_prefix INVALID_VALUE"])
        let alone = failure { try PolicyEdit(["key_limit": 1]).applied(to: policy, fixed: ["key_limit": "Elsewhere."]) }
        #expect(brief(alone?.errors ?? []) == ["/key_limit NOT_EDITABLE"])
    }
}
