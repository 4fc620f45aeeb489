internal import Domain
internal import HTTPTypes
internal import Synchronization

/// `/openapi.json`.
final class DocumentHandlers: Sendable {
    private let routes: @Sendable () -> [Route]
    private let document = Mutex<[UInt8]?>(nil)

    init(_ routes: @escaping @Sendable () -> [Route]) {
        self.routes = routes
    }

    func read(_ request: APIRequest) async throws -> APIResponse {
        APIResponse(.ok, encoded: encoded)
    }

    /// Made when it is first asked for; it says the same for as long as the process runs.
    private var encoded: [UInt8] {
        document.withLock { document in
            let encoded = document ?? OpenAPIDocument(routes: routes(), operations: Routes.operations).json.encoded()
            document = encoded
            return encoded
        }
    }
}

extension DocumentHandlers {
    static let operations: [Operation] = [
        Operation(
            .get,
            "/openapi.json",
            "readDocument",
            .document,
            "Read this document",
            "The OpenAPI 3.1 description of this API, for everybody. A test holds it to what the server does.",
            answer: .ok("This document.", Schema("object", "An OpenAPI 3.1 document."))
        )
    ]
}
