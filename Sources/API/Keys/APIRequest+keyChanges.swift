internal import Domain
internal import Operations
internal import Wire

extension APIRequest {
    /// A PATCH of a key. Null empties what can be empty, and brings back the policy's rate limit.
    var keyEdit: EditKey.Input {
        get throws(Failure) {
            let fields = try body()
            fields.refuse(Self.expiryFields, "NOT_EDITABLE", "A key's expiry changes with its rotation, if at all.")
            fields.refuse(Self.notEditable, "NOT_EDITABLE", "It cannot be edited.")
            let (values, errors) = fields.salvage(
                fields.sent("name", .string),
                fields.sent("description", .string.null(as: "")),
                fields.sent("ip_allowlist", .array(of: .string, count: 0...1_000).null(as: [])),
                fields.sent("rate_limit", Reader.rateLimit.map(RateLimitEdit.own).null(as: .policys)),
                fields.sent("scopes", .array(of: .string, count: 0...Scope.mostInCatalogue)),
                fields.sent("authorization_group_id", .string)
            )
            let edit = KeyEdit(
                name: values.0,
                description: values.1,
                ipAllowlist: values.2,
                rateLimit: values.3,
                scopes: values.4,
                authorizationGroupID: values.5,
                formErrors: errors
            )
            return EditKey.Input(edit: edit, expectedVersion: try expectedVersion)
        }
    }

    private static let expiryFields = ["expires_in", "expires_on", "expires_at"]

    /// Everything else that a key has, or is created with.
    private static let notEditable = [
        "id", "tenant_id", "environment", "prefix", "full_access", "authorization_group", "status", "expiration",
        "last_used_at", "request_count", "request_count_this_period", "last_24h", "created_at", "created_by",
        "updated_at", "updated_by", "disabled_at", "revoked_at", "revocation_reason", "duplicated_from",
        "previous_secret",
    ]

    /// The version that the caller has seen, where nothing else is asked for: no body, or an empty object.
    var versionAlone: VersionCondition? {
        get throws(Failure) {
            _ = try optionalBody().finish()
            return try expectedVersion
        }
    }

    var rotation: RotateKey.Input {
        get throws(Failure) {
            let fields = try optionalBody()
            let (values, errors) = fields.salvage(
                fields.optional("grace_seconds", .integer(in: 0...Int(Int32.max))),
                fields.optional("expires_in", .string),
                fields.optional("expires_on", .string),
                fields.optional("expires_at", .string)
            )
            let draft = RotationDraft(
                graceSeconds: values.0,
                expiry: ExpiryDraft(expiresIn: values.1, expiresOn: values.2, expiresAt: values.3),
                formErrors: errors
            )
            return RotateKey.Input(draft: draft, expectedVersion: try expectedVersion)
        }
    }

    var duplicate: DuplicateKey.Input {
        get throws(Failure) {
            let fields = try optionalBody()
            let (values, errors) = fields.salvage(
                fields.optional("expires_in", .string),
                fields.optional("expires_on", .string),
                fields.optional("expires_at", .string)
            )
            return DuplicateKey.Input(
                expiry: ExpiryDraft(expiresIn: values.0, expiresOn: values.1, expiresAt: values.2),
                formErrors: errors,
                expectedVersion: try expectedVersion
            )
        }
    }

    var revocation: RevokeKey.Input {
        get throws(Failure) {
            let fields = try optionalBody()
            let (reason, compromised) = try fields.finish(
                fields.optional("reason", .text(Description.init(validating:at:))),
                fields.optional("compromised", .bool, default: false)
            )
            return RevokeKey.Input(
                reason: reason?.text,
                compromised: compromised,
                expectedVersion: try expectedVersion
            )
        }
    }
}
