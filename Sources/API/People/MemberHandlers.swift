internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// `/v1/tenants/{tenant}/members`, and leaving.
struct MemberHandlers: Sendable {
    private let inviteMember: InviteMember
    private let listMembers: ListMembers
    private let readMember: ReadMember
    private let editMember: EditMember
    private let removeMember: RemoveMember
    private let leaveTenant: LeaveTenant
    private let issuePasswordLink: IssuePasswordLink
    private let removeSecondFactor: RemoveSecondFactor

    init(_ platform: Platform) {
        inviteMember = InviteMember(platform: platform)
        listMembers = ListMembers(platform: platform)
        readMember = ReadMember(platform: platform)
        editMember = EditMember(platform: platform)
        removeMember = RemoveMember(platform: platform)
        leaveTenant = LeaveTenant(platform: platform)
        issuePasswordLink = IssuePasswordLink(platform: platform)
        removeSecondFactor = RemoveSecondFactor(platform: platform)
    }

    func list(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(try await listMembers(of: tenant, { try request.memberList }, call: try request.call).json(\.body))
    }

    func invite(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .created(try await inviteMember({ try request.memberDraft }, to: tenant, call: try request.call))
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        let member = try await readMember(
            try request.id("member", Membership.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(member)
    }

    func edit(_ request: APIRequest) async throws -> APIResponse {
        let member = try await editMember(
            try request.id("member", Membership.self),
            { try request.memberEdit },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(member)
    }

    func remove(_ request: APIRequest) async throws -> APIResponse {
        let departure = try await removeMember(
            try request.id("member", Membership.self),
            { try request.expectedVersion },
            from: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .ok(departure)
    }

    func leave(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await leaveTenant(try request.id("member", Membership.self), call: try request.call))
    }

    func issuePasswordLink(_ request: APIRequest) async throws -> APIResponse {
        let link = try await issuePasswordLink(
            to: try request.id("member", Membership.self),
            { try request.optionalBody().finish() },
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .created(link)
    }

    func removeSecondFactor(_ request: APIRequest) async throws -> APIResponse {
        try await removeSecondFactor(
            of: try request.id("member", Membership.self),
            in: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .noContent
    }
}

extension APIRequest {
    fileprivate var memberList: ListMembers.Input {
        get throws(Failure) {
            let query = query
            let (limit, cursor, role, group) = try query.finish(
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string),
                query.optional("role", .tenantRole),
                query.optional("authorization_group", .id(AuthorizationGroup.self))
            )
            return ListMembers.Input(page: PageRequest(limit: limit, cursor: cursor), role: role, group: group)
        }
    }

    fileprivate var memberDraft: MemberDraft {
        get throws(Failure) {
            let fields = try body()
            let (values, errors) = fields.salvage(
                fields.optional("email", .text(EmailAddress.init(validating:at:))),
                fields.optional("role", .tenantRole),
                fields.optional("authorization_group_id", .id(AuthorizationGroup.self)),
                fields.optional("expires_at", .instant)
            )
            let (email, role, group, expiresAt) = values
            return MemberDraft(
                email: email,
                role: role,
                ceilingGroup: group,
                expiresAt: expiresAt,
                formErrors: errors
            )
        }
    }

    fileprivate var memberEdit: MemberEdit {
        get throws(Failure) {
            let fields = try body()
            fields.refuse(
                ["id", "tenant_id", "user", "email", "authorization_group", "created_at", "origin"],
                "NOT_EDITABLE",
                "It cannot be changed."
            )
            let (values, errors) = fields.salvage(
                fields.sent("role", .tenantRole),
                fields.sent("authorization_group_id", .orNull(.id(AuthorizationGroup.self))),
                fields.sent("expires_at", .orNull(.instant))
            )
            let (role, group, expiresAt) = values
            return MemberEdit(
                role: role,
                ceilingGroup: group,
                expiresAt: expiresAt,
                expectedVersion: try expectedVersion,
                formErrors: errors
            )
        }
    }
}

extension Role {
    /// Those that a membership can have.
    static let ofTenants = allCases.filter { !$0.isPlatform }
}

extension Reader where Value == Role {
    static var tenantRole: Reader {
        .parsed("UNKNOWN_VALUE", "one of \(Role.ofTenants.map(\.rawValue).joined(separator: ", "))") { text in
            Role(rawValue: text).flatMap { $0.isPlatform ? nil : $0 }
        }
    }
}
