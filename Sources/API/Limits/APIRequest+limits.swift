internal import Domain
internal import Operations
internal import Wire

extension APIRequest {
    var limitRaise: RaiseLimit.Input {
        get throws(Failure) {
            let fields = try body()
            let (limit, reason) = try fields.finish(
                fields.required("limit", .integer(in: KeyLimit.range)),
                fields.required("reason", .text(LimitReason.init(validating:at:)))
            )
            return RaiseLimit.Input(limit: limit, reason: reason, expectedVersion: try expectedVersion)
        }
    }

    var newLimitRequest: RequestLimit.Input {
        get throws(Failure) {
            let fields = try body()
            let (limit, reason) = try fields.finish(
                fields.required("requested_limit", .integer(in: KeyLimit.range)),
                fields.required("reason", .text(LimitReason.init(validating:at:)))
            )
            return RequestLimit.Input(requestedLimit: limit, reason: reason)
        }
    }

    var limitApproval: DecideLimitRequest.Input {
        get throws(Failure) {
            let fields = try body()
            let (limit, reason) = try fields.finish(
                fields.optional("limit", .integer(in: KeyLimit.range)),
                fields.required("reason", .text(LimitReason.init(validating:at:)))
            )
            return DecideLimitRequest.Input(
                ruling: .approve(limit: limit),
                reason: reason,
                expectedVersion: try expectedVersion
            )
        }
    }

    var limitDenial: DecideLimitRequest.Input {
        get throws(Failure) {
            let fields = try body()
            let reason = try fields.finish(fields.required("reason", .text(LimitReason.init(validating:at:))))
            return DecideLimitRequest.Input(ruling: .deny, reason: reason, expectedVersion: try expectedVersion)
        }
    }

    var limitRequestFilter: LimitRequestFilter {
        get throws(Failure) {
            let query = query
            let (status, limit, cursor) = try query.finish(
                query.optional("status", .enum(LimitRequest.Status.self)),
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string)
            )
            return LimitRequestFilter(status: status, page: PageRequest(limit: limit, cursor: cursor))
        }
    }
}
