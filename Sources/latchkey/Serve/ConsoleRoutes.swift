import API
import Console
import Domain
import HTTPTypes
import Wire

/// The web console on the public listener: its pages, its files, and what a browser is shown where there is nothing.
struct ConsoleRoutes: Sendable {
    private let files: ConsoleFiles
    private let assets: [String: ConsoleFile]

    init(_ files: ConsoleFiles) {
        self.files = files
        assets = Dictionary(uniqueKeysWithValues: files.assets.map { ($0.path, $0) })
    }

    var all: [Route] {
        // They are asked for with whatever links add to them.
        ConsolePages.templates.map { template in
            Route(.get, template, .public, ignoresQuery: true) { page(.ok, $0.headers) }
        } + [Route(.get, "/assets/{digest}/{path...}", .public, asset)]
    }

    /// A browser that goes where nothing is gets the console, which says so.
    func lost(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields) -> APIResponse? {
        let first = path.dropFirst().prefix { $0 != "/" }
        guard [.get, .head].contains(method), headers.prefersPage, !Self.programs.contains(first) else { return nil }
        var response = page(.notFound, headers)
        response.failure = .noSuchPath()
        return response
    }

    /// Where programs look for problems, whatever they accept.
    private static let programs: Set<Substring> = ["v1", "scim", "assets", "openapi.json"]

    private func asset(_ request: APIRequest) async throws -> APIResponse {
        guard let file = assets[try request.parameter("path...")] else { throw Failure.noSuchPath() }
        // While a new version is rolled out behind a load balancer, a page of the one may ask an instance of the other. It
        // gets what there is, and nobody may keep it under the other's name.
        let isOurs = try request.parameter("digest") == files.digest
        let caching = isOurs ? "public, max-age=31536000, immutable" : "no-store"
        var headers: HTTPFields = [.cacheControl: caching, .vary: "Accept-Encoding"]
        // Nothing in these files is secret, so that their length tells nothing.
        guard request.headers.acceptsGzip else {
            return APIResponse(.ok, file.bytes, mediaType: file.mediaType, headers: headers)
        }
        headers[.contentEncoding] = "gzip"
        return APIResponse(.ok, file.gzip, mediaType: file.mediaType, headers: headers)
    }

    private func page(_ status: HTTPResponse.Status, _ asked: HTTPFields) -> APIResponse {
        let page = files.page(mayHaveSession: asked.mayHaveSession)
        return APIResponse(status, page, mediaType: "text/html; charset=utf-8", headers: Self.pageHeaders)
    }

    private static let pageHeaders: HTTPFields = {
        var headers: HTTPFields = [
            .contentSecurityPolicy: [
                "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
                "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            ].joined(separator: "; ")
        ]
        headers[.crossOriginOpenerPolicy] = "same-origin"
        headers[.permissionsPolicy] = (["clipboard-write=(self)"] + refused.map { "\($0)=()" }).joined(separator: ", ")
        return headers
    }()

    /// What a page could otherwise ask its user for.
    private static let refused = [
        "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media",
        "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
        "midi", "payment", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
        "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
    ]
}

extension HTTPField.Name {
    fileprivate static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
    fileprivate static let permissionsPolicy = named("Permissions-Policy")
}
