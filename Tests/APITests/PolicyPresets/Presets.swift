import Domain
import NIOHTTP1
import TestSupport

/// A preset of a platform's own, unusual in every column.
let ownPreset: JSON = [
    "name": "own-portal", "tenant_kind": "BUSINESS", "requires_parent": true, "offered_to_partners": true,
    "policy": [
        "permission_model": "SCOPES", "permission_editing": "NARROW_ONLY", "full_access": true,
        "scopes": [
            ["name": "doors:open", "label": "Open doors", "description": "All of them"],
            ["name": "doors:list", "label": "List doors", "description": ""],
        ],
        "environments": ["TEST", "LIVE"], "secret_prefix": "own", "expiry_mode": "OPTIONAL", "expiry_presets": [],
        "expiry_default": nil, "expiry_max": "90d", "date_ends": "DAY_END", "disable_before_revoke": true,
        "rotation_grace_max": 60, "rotation_sets_expiry": true, "key_limit": 3,
        "key_roles": ["PARTNER_ADMIN", "ADVISOR"], "rate_limit": ["requests": 3, "window_seconds": 60, "burst": 3],
        "leaked_keys": "REVOKE",
    ],
]

extension JSON {
    /// The object with these members in place of its own.
    func with(_ changes: JSON) -> JSON {
        guard case .object(let members) = self, case .object(let new) = changes else { return self }
        return .object(members.filter { member in !new.contains { $0.name == member.name } } + new)
    }
}

extension TestPlatform {
    func makePreset(_ preset: JSON, by staff: String) async throws -> HTTPReply {
        try await send(.POST, "/v1/policy-presets", preset, token: staff, headers: ["Latchkey-Reason": "test"])
    }
}
