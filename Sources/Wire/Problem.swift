package import Domain
package import HTTPTypes

/// A problem document (RFC 9457): what every refusal and every error looks like on the wire.
package struct Problem: Sendable {
    package let status: HTTPResponse.Status
    /// `Content-Type`, and what the status asks for: `WWW-Authenticate` with 401, `Retry-After` with 429 and 503, and
    /// wherever trying again later helps.
    package let headers: HTTPFields
    /// `application/problem+json`.
    package let body: [UInt8]

    package init(_ failure: Failure, requestID: RequestID) {
        status = failure.code.status
        headers = Self.headers(of: failure)
        body = Self.document(of: failure, requestID: requestID).encoded()
    }

    /// The same in a form that is not ours.
    package init(_ failure: Failure, _ status: HTTPResponse.Status, as mediaType: String, _ document: JSON) {
        self.status = status
        var headers = Self.headers(of: failure)
        headers[.contentType] = mediaType
        self.headers = headers
        body = document.encoded()
    }

    private static func headers(of failure: Failure) -> HTTPFields {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        switch failure.code.status {
        case .unauthorized:
            headers[.wwwAuthenticate] = "Bearer realm=\"Latchkey\""
        case .tooManyRequests, .serviceUnavailable:
            headers[.retryAfter] = String((failure.retryAfter ?? .seconds(1)).secondsRoundedUp)
        default:
            headers[.retryAfter] = failure.retryAfter.map { String($0.secondsRoundedUp) }
        }
        return headers
    }

    private static func document(of failure: Failure, requestID: RequestID) -> JSON {
        // What may not be known to exist must look like what does not exist, byte for byte.
        if failure.code == .notFound {
            return document(Failure(.notFound, "There is nothing here that you can see."), requestID)
        }
        return document(failure, requestID)
    }

    private static func document(_ failure: Failure, _ requestID: RequestID) -> JSON {
        let code = failure.code
        var members: [JSON.Member] = [
            JSON.Member("type", .string("/problems/" + code.rawValue.lowercased().replacing("_", with: "-"))),
            JSON.Member("title", .string(code.title)),
            JSON.Member("status", .integer(Int64(code.status.code))),
            JSON.Member("detail", .string(failure.detail)),
            JSON.Member("code", .string(code.rawValue)),
            JSON.Member("request_id", .string(requestID.description)),
        ]
        if !failure.errors.isEmpty {
            members.append(JSON.Member("errors", .array(failure.errors.map(\.json))))
        }
        return .object(members + failure.members)
    }
}

extension InputError {
    fileprivate var json: JSON {
        ["pointer": .string(pointer), "code": .string(code), "detail": .string(detail)]
    }
}

extension Duration {
    fileprivate var secondsRoundedUp: Int64 {
        max(0, components.seconds + (components.attoseconds > 0 ? 1 : 0))
    }
}
