package import Domain
package import HTTPTypes

/// Writes a body of any length, as fast as it is taken. When it throws, the connection is closed and the body has no end, so
/// whoever reads it sees that something is missing.
package typealias BodyStream =
    @Sendable (_ write: @Sendable ([UInt8]) async throws -> Void) async throws -> Void

/// What a handler answers. The frame adds what every answer carries.
package struct APIResponse: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: JSON?
    /// JSON that is kept as text, or whatever else the headers say that it is, in place of `body`.
    package var encoded: [UInt8]?

    /// What it tells of in another way than a problem, for the log.
    package var failure: Failure?

    /// What is written bit by bit, in place of either; the headers say what it is.
    package var stream: BodyStream?

    package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: JSON? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: HTTPResponse.Status, encoded: [UInt8]) {
        self.init(status)
        self.encoded = encoded
    }

    /// What is no JSON.
    package init(_ status: HTTPResponse.Status, _ bytes: [UInt8], mediaType: String, headers: HTTPFields = [:]) {
        self.init(status, headers: headers)
        self.headers[.contentType] = mediaType
        encoded = bytes
    }

    package static func ok(_ body: JSON, headers: HTTPFields = [:]) -> APIResponse {
        APIResponse(.ok, headers: headers, body: body)
    }

    package static func created(_ body: JSON, headers: HTTPFields = [:]) -> APIResponse {
        APIResponse(.created, headers: headers, body: body)
    }

    package static let noContent = APIResponse(.noContent)
}
