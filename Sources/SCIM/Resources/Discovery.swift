package import Domain

/// What describes the service to directories (RFC 7644, 4).
package struct Discovery: Sendable {
    private let base: String

    package init(base: String) {
        self.base = base
    }

    package var serviceProviderConfig: JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": ["supported": true],
            "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
            "filter": ["supported": true, "maxResults": .integer(Int64(ResourceQuery.most))],
            "changePassword": ["supported": false],
            "sort": ["supported": false],
            "etag": ["supported": true],
            "authenticationSchemes": [
                [
                    "type": "oauthbearertoken", "name": "Bearer token",
                    "description": "A directory credential of the tenant, in the Authorization header.",
                ]
            ],
            "meta": [
                "resourceType": "ServiceProviderConfig", "location": .string("\(base)/ServiceProviderConfig"),
            ],
        ]
    }

    package var resourceTypes: [JSON] {
        [resourceType(.user, at: "/Users"), resourceType(.group, at: "/Groups")]
    }

    package var schemas: [JSON] { ResourceSchema.all.map { $0.json(at: base) } }

    private func resourceType(_ schema: ResourceSchema, at endpoint: String) -> JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": .string(schema.name),
            "name": .string(schema.name), "description": .string(schema.description),
            "endpoint": .string(endpoint), "schema": .string(schema.urn), "schemaExtensions": [],
            "meta": ["resourceType": "ResourceType", "location": .string("\(base)/ResourceTypes/\(schema.name)")],
        ]
    }
}
