internal import AsyncHTTPClient
package import Domain
internal import NIOCore
internal import NIOHTTP1
internal import Traces
internal import Tracing

/// Asks servers whose addresses come from tenants. Whoever may name a server must not make us ask one of our own: a name is
/// resolved once, all of its addresses must be public, and the one that was judged is the one connected to. Redirects are
/// not followed, and answers are short and in time, or none.
package struct Outbound: Sendable {
    let allowsPrivate: Bool
    private let resolver: Resolver?
    let patience: Duration
    let trust: Trust

    /// On whose behalf something is asked, who shall not keep others waiting.
    @TaskLocal package static var caller: String?

    private static let mostBytes = 256 << 10

    /// - Parameters:
    ///   - allowsPrivate: whether private addresses and plain http are as good, as in an intranet.
    ///   - resolver: by default the machine's.
    ///   - trust: whose certificates are believed where something is posted.
    package init(
        allowsPrivate: Bool = false,
        resolver: Resolver? = nil,
        patience: Duration = .seconds(5),
        trust: Trust = .system
    ) {
        self.allowsPrivate = allowsPrivate
        self.resolver = resolver
        self.patience = patience
        self.trust = trust
    }

    /// Whether text is a web address that may be asked, wherever it leads.
    package func takes(_ text: String) -> Bool {
        guard let url = try? OutboundURL(text) else { return false }
        return url.isHTTPS || allowsPrivate
    }

    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        package subscript(header name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    package func get(_ url: OutboundURL) async throws -> Answer {
        var request = HTTPClientRequest(url: url.request)
        request.headers.add(name: "Accept", value: "application/json")
        return try await send(request, to: url)
    }

    /// Sends a form, as OAuth does.
    package func post(
        _ form: [(String, String)],
        to url: OutboundURL,
        authorization: Sensitive<String>? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url.request)
        request.method = .POST
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        if let authorization { request.headers.add(name: "Authorization", value: authorization.expose()) }
        request.body = .bytes(ByteBuffer(string: FormEncoding.encode(form)))
        return try await send(request, to: url)
    }

    private func send(_ request: HTTPClientRequest, to url: OutboundURL) async throws -> Answer {
        guard url.isHTTPS || allowsPrivate else { throw OutboundFailure.invalidURL }
        return try await inSpan(request.method.rawValue, .client, ["server.address": .string(url.host)]) {
            var request = request
            // Not `tracestate`, which is for those who wrote it, and may say more than an id.
            if let trace = TraceContext.current { request.headers.add(name: "traceparent", value: trace.traceparent) }
            return try await inTime(patience) { [request] in
                let address = try await address(of: url, by: .asking)
                return try await send(request, to: url, at: address)
            }
        }
    }

    /// - Parameter system: the use of it that this is, when none was named for all.
    func address(of url: OutboundURL, by system: @autoclosure () -> Resolver) async throws -> IPAddress {
        let resolver = resolver ?? system()
        let addresses = if let address = url.address { [address] } else { try await resolver.addresses(url.host) }
        guard let first = addresses.first else { throw OutboundFailure.unknownHost }
        // All of them: a name that leads inside as well is not to be trusted with the choice.
        guard allowsPrivate || addresses.allSatisfy(\.isPublic) else { throw OutboundFailure.notPublic }
        return first
    }

    /// A client of its own for each request, since the address to connect to belongs to this request alone.
    private func send(
        _ request: HTTPClientRequest,
        to url: OutboundURL,
        at address: IPAddress
    ) async throws -> Answer {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        if url.address == nil { configuration.dnsOverride = [url.host: address.description] }
        configuration.httpVersion = .http1Only
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let answer = try await answer(from: client, to: request)
            try await client.shutdown()
            return answer
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func answer(from client: HTTPClient, to request: HTTPClientRequest) async throws -> Answer {
        do {
            let response = try await client.execute(request, deadline: .now() + .nanoseconds(patience.nanoseconds))
            let body = try await response.body.collect(upTo: Self.mostBytes)
            return Answer(
                status: Int(response.status.code),
                headers: response.headers.map { (name: $0.name, value: $0.value) },
                body: Array(buffer: body)
            )
        } catch is NIOTooManyBytesError {
            throw OutboundFailure.tooLarge
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw OutboundFailure.late
        } catch is CancellationError {
            throw OutboundFailure.late
        } catch {
            throw OutboundFailure.unreachable
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { Int64(self / .nanoseconds(1)) }
}
