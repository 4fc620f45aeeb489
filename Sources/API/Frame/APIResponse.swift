package import Domain
package import HTTPTypes

/// What a handler answers. The frame adds what every answer carries.
package struct APIResponse: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: JSON?
    /// JSON that is kept as text, in place of `body`.
    package var encoded: [UInt8]?

    package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: JSON? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: HTTPResponse.Status, encoded: [UInt8]) {
        self.init(status)
        self.encoded = encoded
    }

    package static func ok(_ body: JSON, headers: HTTPFields = [:]) -> APIResponse {
        APIResponse(.ok, headers: headers, body: body)
    }

    package static func created(_ body: JSON, headers: HTTPFields = [:]) -> APIResponse {
        APIResponse(.created, headers: headers, body: body)
    }

    package static let noContent = APIResponse(.noContent)
}
