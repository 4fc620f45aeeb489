internal import Domain
internal import HTTPTypes

extension GroupHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/v1/tenants/{tenant}/authorization-groups",
            "listGroups",
            .groups,
            "List a tenant's authorization groups",
            "Oldest first.",
            query: QueryParameter.page,
            answer: .ok("A page of groups.", .page(of: .group, "A page of authorization groups."))
                .giving("group", at: "/data/0/id")
        ),
        Operation(
            .post,
            "/v1/tenants/{tenant}/authorization-groups",
            "createGroup",
            .groups,
            "Create an authorization group",
            "Its name is the only such one in the tenant. Its scopes are of the tenant's catalogue, and within your own ceiling if you have one (else 403).",
            body: .required(
                .newGroup,
                example: [
                    "name": "Bookkeeping", "description": "What the books need.", "type": "TENANT_API_KEY",
                    "scopes": ["invoices:read"],
                ]
            ),
            answer: .created("The new group.", Schema(.group)).withETag.giving("group", at: "/id"),
            errors: [.conflict]
        ),
        Operation(
            .get,
            "/v1/tenants/{tenant}/authorization-groups/{group}",
            "readGroup",
            .groups,
            "Read an authorization group",
            "One group of the tenant.",
            answer: .ok("The group.", Schema(.group)).withETag
        ),
    ]
}

extension Component {
    static let group = Component(
        "AuthorizationGroup",
        .answer(
            "A named set of scopes in a tenant.",
            [
                "id": .id(AuthorizationGroup.self, "The group's id."),
                "tenant_id": .id(Tenant.self, "The tenant that it belongs to."),
                "name": .displayName("What people call it."),
                "description": .text("What it is for."),
                "type": .one(of: GroupType.self, groupType),
                "scopes": .array(of: .scope("A scope."), "What it holds."),
                "created_at": .instant("When it was made."),
                "updated_at": .instant("When it was last edited."),
            ]
        )
    )

    fileprivate static let newGroup = Component(
        "NewAuthorizationGroup",
        .input(
            "An authorization group to be made.",
            [
                .required("name", .displayName("What people call it.")),
                .optional("description", .text("What it is for.")),
                .required("type", .one(of: GroupType.self, groupType)),
                .required("scopes", .scopes("What it holds, of the tenant's catalogue.")),
            ]
        )
    )

    private static let groupType =
        "What it can be given to: keys (`TENANT_API_KEY`), or people, as the most that they may grant (`USER`)."
}

extension Schema {
    /// As a client sends them.
    static func scopes(_ description: String) -> Schema {
        .array(of: .scope("A scope's name."), description, count: 1...Scope.mostInCatalogue, unique: true)
    }
}
