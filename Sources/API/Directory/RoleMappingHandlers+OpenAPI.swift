internal import Domain
internal import HTTPTypes

extension RoleMappingHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/role-mappings",
            "listRoleMappings",
            .directories,
            "List a tenant's role mappings",
            "All of them, in the order in which they were made. There are never more than fit on one page.",
            answer: .ok("The mappings.", .page(of: .roleMapping, "All role mappings; `next_cursor` is null."))
                .giving("role_mapping", at: "/data/0/id")
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/role-mappings",
            "createRoleMapping",
            .directories,
            "Say what a directory's group makes of its people",
            """
            The one way in which a directory, by SCIM or single sign-on, is granted anything. People of whom SCIM has told \
            have the role at once. It takes access without a ceiling, and a role no higher than your own (else 403).
            """,
            body: .required(
                .newRoleMapping,
                example: ["directory_group": "Everybody in finance", "role": "MEMBER"]
            ),
            answer: .created("The new mapping.", Schema(.roleMapping)).giving("role_mapping", at: "/id"),
            errors: [.conflict, .lastAdmin]
        ),
        Operation(
            .delete,
            "/v1/tenants/{tenant}/role-mappings/{role_mapping}",
            "deleteRoleMapping",
            .directories,
            "Delete a role mapping",
            "People of whom SCIM has told lose what it gave them at their next request. The tenant's last admin is not taken away.",
            answer: .noContent("It is gone."),
            errors: [.lastAdmin]
        ),
    ]
}

extension Component {
    fileprivate static let roleMapping = Component(
        "RoleMapping",
        .answer(
            "What a directory's group makes of its people in a tenant.",
            [
                "id": .id(RoleMapping.self, "The mapping's id."),
                "directory_group": .string("What the directory calls the group; `*` is everybody whom it lets in."),
                "role": .one(of: Role.self, "What its people are in the tenant."),
                "authorization_group_id": .id(AuthorizationGroup.self, "Beyond whose scopes they grant nothing.")
                    .orNull,
            ]
        )
    )

    fileprivate static let newRoleMapping = Component(
        "NewRoleMapping",
        .input(
            "A role mapping to be made.",
            [
                .required(
                    "directory_group",
                    .string(
                        "What the directory calls the group, exactly; `*` is everybody whom it lets in.",
                        length: 1...256
                    )
                ),
                .required("role", .one(of: Role.self, "What its people shall be in the tenant.")),
                .optional(
                    "authorization_group_id",
                    .id(AuthorizationGroup.self, "A group of type `USER` beyond whose scopes they shall grant nothing.")
                ),
            ]
        )
    )
}
