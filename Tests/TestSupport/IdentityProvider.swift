import AsyncHTTPClient
package import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// A real identity provider: canaille, on loopback, with people and clients (`Tests/IdentityProvider/provider.py`).
package struct IdentityProvider: Sendable {
    package let issuer: String

    /// Its clients.
    package enum Client: String, CaseIterable, Sendable {
        case basic = "latchkey"
        case `public` = "latchkey-public"

        package var secret: String? {
            switch self {
            case .basic: "the%client's+own&secret:"
            case .public: nil
            }
        }
    }

    package struct NotInstalled: Error {}

    /// Turns its keys: the next token is signed by a new one.
    ///
    /// - Parameter forget: whether the old one is withdrawn.
    package func turnKeys(forget: Bool = false) async throws {
        try await administer("keys" + (forget ? "?forget=1" : ""), nil)
    }

    package func setMembers(of group: String, to people: [String]) async throws {
        try await administer("groups/\(group)", .strings(people))
    }

    package func setEmail(of person: String, to email: String) async throws {
        try await administer("people/\(person)", .string(email))
    }

    /// A token of RFC 9068 with these claims, signed by its own key.
    package func accessToken(_ claims: JSON) async throws -> String {
        try #require(try await administer("access-token", claims)["access_token"]?.asString)
    }

    @discardableResult
    private func administer(_ path: String, _ json: JSON?) async throws -> JSON {
        var request = HTTPClientRequest(url: "\(issuer)/test/\(path)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: (json ?? [:]).encoded()))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        #expect(response.status == .ok)
        return try JSON(parsing: Array(buffer: try await response.body.collect(upTo: 1 << 20)))
    }
}

/// A browser, as far as signing in takes one: it keeps cookies, and follows links where it is told to.
package actor SignOnBrowser {
    private var cookies: [String: [String: String]] = [:]

    package init() {}

    package struct Page: Sendable {
        package let status: UInt
        package let location: String?
        package let setCookies: [String]
        package let body: [UInt8]

        package var json: JSON? { try? JSON(parsing: body) }
    }

    /// - Parameter form: what is posted; nil gets.
    package func open(_ url: String, form: String? = nil) async throws -> Page {
        let site = try #require(URLComponents(string: url)).string.map(Self.site) ?? ""
        var request = HTTPClientRequest(url: url)
        if let jar = cookies[site], !jar.isEmpty {
            request.headers.add(name: "Cookie", value: jar.map { "\($0)=\($1)" }.joined(separator: "; "))
        }
        if let form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: form))
        }
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        let setCookies = response.headers["Set-Cookie"]
        for cookie in setCookies { keep(cookie, of: site) }
        return Page(
            status: response.status.code,
            location: response.headers.first(name: "Location"),
            setCookies: setCookies,
            body: Array(buffer: try await response.body.collect(upTo: 8 << 20))
        )
    }

    /// Signs in at the provider, from its authorization endpoint, and returns where it leads back to.
    package func signIn(as person: String, at location: String, of provider: IdentityProvider) async throws -> String {
        var page = try await open(location)
        if page.location == "/login" {
            _ = try await open(provider.issuer + "/login", form: "login=\(person)")
            _ = try await open(provider.issuer + "/auth/password", form: "password=correct%20horse%20battery")
            page = try await open(location)
        }
        return try #require(page.location, "\(page.status) \(String(decoding: page.body.prefix(2000), as: UTF8.self))")
    }

    package func forget(_ name: String) {
        for site in cookies.keys { cookies[site]?[name] = nil }
    }

    private func keep(_ cookie: String, of site: String) {
        let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        cookies[site, default: [:]][String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
    }

    private static func site(_ url: String) -> String {
        url.split(separator: "/").prefix(2).joined(separator: "//")
    }

    private static let client: HTTPClient = {
        HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
        )
    }()
}

/// Lends a provider of a test's own, and ends it afterwards.
package func withIdentityProvider<Result: Sendable>(
    _ body: @Sendable (IdentityProvider) async throws -> Result
) async throws -> Result {
    let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let python = repository.appending(path: ".build/identity-provider/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python.path()) else {
        Issue.record("canaille is not installed. Run bin/test once: it installs what is missing.")
        throw IdentityProvider.NotInstalled()
    }
    let process = Process()
    process.executableURL = python
    process.arguments = [repository.appending(path: "Tests/IdentityProvider/provider.py").path()]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // It goes when its input is closed, also when we do.
    defer { try? input.fileHandleForWriting.close() }
    var issuer: String?
    for try await line in output.fileHandleForReading.lines {
        issuer = line
        break
    }
    return try await body(IdentityProvider(issuer: try #require(issuer)))
}

extension FileHandle {
    /// As they come, without holding up a thread that others need.
    fileprivate var lines: AsyncThrowingStream<String, any Error> {
        AsyncThrowingStream { continuation in
            let text = LineBuffer()
            readabilityHandler = { handle in
                let data = handle.availableData
                guard !data.isEmpty else {
                    handle.readabilityHandler = nil
                    continuation.finish()
                    return
                }
                for line in text.add(data) { continuation.yield(line) }
            }
        }
    }
}

/// Used by one handler at a time.
private final class LineBuffer: @unchecked Sendable {
    private var rest = ""

    func add(_ data: Data) -> [String] {
        rest += String(decoding: data, as: UTF8.self)
        var lines = rest.components(separatedBy: "\n")
        rest = lines.removeLast()
        return lines
    }
}
