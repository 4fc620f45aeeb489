internal import Domain
internal import HTTPTypes
internal import Operations
internal import Wire

/// One's own password.
struct PasswordHandlers: Sendable {
    private let changePassword: ChangePassword

    init(_ platform: Platform) {
        changePassword = ChangePassword(platform: platform)
    }

    func change(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (current, new) = try fields.finish(
            fields.required("current_password", .string),
            fields.required("new_password", .string)
        )
        let session = try await changePassword(
            from: Password(presented: current).text,
            to: new,
            call: try request.call,
            from: request.signInClient
        )
        return .begun(session, .ok, by: request.transport ?? .bearer)
    }
}
