package import Domain

extension DirectoryCredential {
    package var body: JSON {
        [
            "id": .string(id.description), "name": .string(name), "created_at": .string(createdAt.description),
            "created_by": .string(createdBy.description), "expires_at": JSON(expiresAt),
        ]
    }

    var audited: JSON { ["name": .string(name), "expires_at": JSON(expiresAt)] }
}

/// A credential with its token, which is told this once.
package struct NewDirectoryCredential: Replayable {
    let credential: DirectoryCredential
    let token: Sensitive<String>

    package var eTag: String? { nil }

    package var body: JSON { ["credential": credential.body, "token": .string(token.expose())] }
}
