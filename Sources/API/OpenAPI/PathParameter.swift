internal import Domain

/// What can stand in a path's braces.
enum PathParameter: String, CaseIterable, Sendable {
    case tenant, group, key, preset, member, invitation, session
    case limitRequest = "limit_request"
    case roleMapping = "role_mapping"
    case directoryCredential = "directory_credential"
    case webhookEndpoint = "webhook_endpoint"
    case webhookDelivery = "webhook_delivery"

    var reference: JSON { ["$ref": "#/components/parameters/\(rawValue)"] }

    var json: JSON {
        [
            "name": .string(rawValue), "in": "path", "required": true, "description": .string(description),
            "schema": schema.json,
        ]
    }

    private var description: String {
        switch self {
        case .tenant: "The tenant's id. What you may not see answers 404, as if it did not exist."
        case .group: "The authorization group's id."
        case .key: "The key's id: not its secret, and not its prefix."
        case .preset: "The preset's name."
        case .member: "The membership's id."
        case .invitation: "The invitation's id."
        case .session: "The id of a session of your own: not its token."
        case .limitRequest: "The limit request's id."
        case .roleMapping: "The role mapping's id."
        case .directoryCredential: "The directory credential's id."
        case .webhookEndpoint: "The webhook endpoint's id."
        case .webhookDelivery: "The id of a delivery to that endpoint: not the message's."
        }
    }

    private var schema: Schema {
        switch self {
        case .tenant: .id(Tenant.self, "A tenant's id.")
        case .group: .id(AuthorizationGroup.self, "An authorization group's id.")
        case .key: .id(APIKey.self, "A key's id.")
        case .preset: .presetName("A preset's name.")
        case .member: .id(Membership.self, "A membership's id.")
        case .invitation: .id(Invitation.self, "An invitation's id.")
        case .session: .id(Session.self, "A session's id.")
        case .limitRequest: .id(LimitRequest.self, "A limit request's id.")
        case .roleMapping: .id(RoleMapping.self, "A role mapping's id.")
        case .directoryCredential: .id(DirectoryCredential.self, "A directory credential's id.")
        case .webhookEndpoint: .id(WebhookEndpoint.self, "A webhook endpoint's id.")
        case .webhookDelivery: .id(WebhookDelivery.self, "A delivery's id.")
        }
    }
}

extension Route {
    /// In their order.
    var pathParameters: [String] {
        template.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
    }
}
