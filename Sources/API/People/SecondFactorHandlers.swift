internal import Domain
internal import Operations
internal import Wire

/// `/v1/me/second-factor`.
struct SecondFactorHandlers: Sendable {
    private let readSecondFactor: ReadSecondFactor
    private let setUpSecondFactor: SetUpSecondFactor
    private let confirmSecondFactor: ConfirmSecondFactor
    private let replaceRecoveryCodes: ReplaceRecoveryCodes
    private let removeSecondFactor: RemoveOwnSecondFactor

    init(_ platform: Platform) {
        readSecondFactor = ReadSecondFactor(platform: platform)
        setUpSecondFactor = SetUpSecondFactor(platform: platform)
        confirmSecondFactor = ConfirmSecondFactor(platform: platform)
        replaceRecoveryCodes = ReplaceRecoveryCodes(platform: platform)
        removeSecondFactor = RemoveOwnSecondFactor(platform: platform)
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        .ok(try await readSecondFactor(try request.call))
    }

    func setUp(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let password = try fields.finish(fields.required("password", .string))
        return .created(
            try await setUpSecondFactor(
                password: Password(presented: password).text,
                call: try request.call,
                from: request.signInClient
            )
        )
    }

    func confirm(_ request: APIRequest) async throws -> APIResponse {
        .ok(
            try await confirmSecondFactor(
                code: try code(in: request),
                call: try request.call,
                from: request.signInClient
            )
        )
    }

    func replaceRecoveryCodes(_ request: APIRequest) async throws -> APIResponse {
        .ok(
            try await replaceRecoveryCodes(
                code: try code(in: request),
                call: try request.call,
                from: request.signInClient
            )
        )
    }

    func remove(_ request: APIRequest) async throws -> APIResponse {
        let fields = try request.body()
        let (password, code) = try fields.finish(
            fields.required("password", .string),
            fields.required("code", .string)
        )
        let removed = try await removeSecondFactor(
            password: Password(presented: password).text,
            code: code,
            call: try request.call,
            from: request.signInClient
        )
        return .ok(removed)
    }

    private func code(in request: APIRequest) throws -> String {
        let fields = try request.body()
        return try fields.finish(fields.required("code", .string))
    }
}
