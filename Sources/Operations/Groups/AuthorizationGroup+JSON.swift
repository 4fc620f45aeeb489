package import Domain

extension AuthorizationGroup: Replayable {
    package var eTag: String? { "\"\(version)\"" }

    package var body: JSON {
        [
            "id": .string(id.description), "tenant_id": .string(tenant.description), "name": .string(name),
            "description": .string(description), "type": .string(type.rawValue), "scopes": .strings(scopes),
            "created_at": .string(createdAt.description), "updated_at": .string(updatedAt.description),
        ]
    }
}
