internal import Domain
internal import HTTPTypes

extension DirectoryCredentialHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/directory-credentials",
            "listDirectoryCredentials",
            .directories,
            "List a tenant's directory credentials",
            "All of them, oldest first, without their tokens. There are never more than fit on one page.",
            answer: .ok(
                "The credentials.",
                .page(of: .directoryCredential, "All directory credentials; `next_cursor` is null.")
            )
            .giving("directory_credential", at: "/data/0/id")
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/directory-credentials",
            "createDirectoryCredential",
            .directories,
            "Let a directory tell of the tenant's people",
            """
            Its token is for SCIM 2.0 at `/scim/v2/{tenant}`, and for nothing else. It is told this once. It takes access \
            without a ceiling (else 403).
            """,
            body: .required(.newDirectoryCredential, example: ["name": "Our directory"]),
            answer: .created("The new credential with its token.", Schema(.directoryCredentialWithToken))
                .giving("directory_credential", at: "/credential/id"),
            errors: [.conflict]
        ),
        Operation(
            .delete,
            "/v1/tenants/{tenant}/directory-credentials/{directory_credential}",
            "deleteDirectoryCredential",
            .directories,
            "Delete a directory credential",
            "Its token is worth nothing from then on. What was told with it stays.",
            answer: .noContent("It is gone.")
        ),
    ]
}

extension Component {
    fileprivate static let directoryCredential = Component(
        "DirectoryCredential",
        .answer(
            "By what a directory may tell of a tenant's people. Without its token.",
            [
                "id": .id(DirectoryCredential.self, "The credential's id."),
                "name": .displayName("What people call it."),
                "created_at": .instant("When it was made."),
                "created_by": .id(User.self, "Who made it."),
                "expires_at": .instant("From when on it is of no use.").orNull,
            ]
        )
    )

    fileprivate static let directoryCredentialWithToken = Component(
        "DirectoryCredentialWithToken",
        .answer(
            "A directory credential with its token.",
            [
                "credential": Schema(.directoryCredential),
                "token": .string("What the directory sends as its Bearer token. Told this once."),
            ]
        )
    )

    fileprivate static let newDirectoryCredential = Component(
        "NewDirectoryCredential",
        .input(
            "A directory credential to be made.",
            [
                .required("name", .displayName("What people call it.")),
                .optional("expires_at", .instant("From when on it shall be of no use. Never, unless sent.")),
            ]
        )
    )
}
