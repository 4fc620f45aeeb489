internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// What people do who have no more than a link; and a tenant's invitations.
struct LinkHandlers: Sendable {
    private let listInvitations: ListInvitations
    private let withdrawInvitation: WithdrawInvitation
    private let acceptInvitation: AcceptInvitation
    private let followPasswordLink: FollowPasswordLink

    init(_ platform: Platform) {
        listInvitations = ListInvitations(platform: platform)
        withdrawInvitation = WithdrawInvitation(platform: platform)
        acceptInvitation = AcceptInvitation(platform: platform)
        followPasswordLink = FollowPasswordLink(platform: platform)
    }

    func listInvitations(_ request: APIRequest) async throws -> APIResponse {
        let tenant = try request.id("tenant", Tenant.self)
        return .ok(
            try await listInvitations(to: tenant, { try request.invitationList }, call: try request.call).json(\.body)
        )
    }

    func withdrawInvitation(_ request: APIRequest) async throws -> APIResponse {
        try await withdrawInvitation(
            try request.id("invitation", Invitation.self),
            to: try request.id("tenant", Tenant.self),
            call: try request.call
        )
        return .noContent
    }

    func acceptInvitation(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (token, name, password) = try fields.finish(
            fields.required("token", .string),
            fields.required("name", .text(DisplayName.init(validating:at:))),
            fields.required("password", .string)
        )
        let member = try await acceptInvitation(
            AcceptInvitation.Input(token: Sensitive(token), name: name, password: Sensitive(password)),
            by: request.visitor
        )
        return .created(["user": member.member.user.body, "member": member.body])
    }

    func followPasswordLink(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (token, password) = try fields.finish(
            fields.required("token", .string),
            fields.required("password", .string)
        )
        try await followPasswordLink(
            token: Sensitive(token),
            password: Sensitive(password),
            by: request.visitor
        )
        return .noContent
    }
}

extension APIRequest {
    fileprivate var invitationList: ListInvitations.Input {
        get throws(Failure) {
            let query = query
            let (limit, cursor, group) = try query.finish(
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string),
                query.optional("authorization_group", .id(AuthorizationGroup.self))
            )
            return ListInvitations.Input(page: PageRequest(limit: limit, cursor: cursor), group: group)
        }
    }

    fileprivate var visitor: Visitor { Visitor(request: requestID, remoteAddress: remoteAddress) }
}
