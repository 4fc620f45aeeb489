internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Traces
internal import Tracing

extension Outbound {
    /// Posts bytes as they are, and tells whatever came of it. Follows no redirect, and keeps no connection.
    ///
    /// - Parameter patience: for all of it, from looking up the name to the answer's last byte.
    package func post(
        _ body: [UInt8],
        headers: [(name: String, value: String)],
        to url: OutboundURL,
        within patience: Duration = .seconds(15)
    ) async -> PostReport {
        let span = beginSpan("POST", .client, ["server.address": .string(url.host)])
        defer { span?.end() }
        let deadline = NIODeadline.now() + .nanoseconds(Int64(patience / .nanoseconds(1)))
        let report = await exchange(Posted(body: body, headers: headers, url: url), until: deadline, patience)
        if let failure = report.failure { span?.fail(failure) }
        return report
    }

    private func exchange(_ posted: Posted, until deadline: NIODeadline, _ patience: Duration) async -> PostReport {
        guard posted.url.isHTTPS || allowsPrivate else { return PostReport(failure: .invalidURL) }
        let address: IPAddress
        do {
            address = try await inTime(patience) { try await self.address(of: posted.url, by: .sending) }
        } catch {
            return PostReport(failure: PostFailure(resolving: error))
        }
        do {
            return try await answer(to: posted, at: address, until: deadline)
        } catch {
            return PostReport(address: address, failure: PostFailure(connecting: error))
        }
    }

    private func answer(
        to posted: Posted,
        at address: IPAddress,
        until deadline: NIODeadline
    ) async throws -> PostReport {
        let socket = try SocketAddress(ipAddress: address.description, port: posted.url.port)
        let context = posted.url.isHTTPS ? try trust.context : nil
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: PostReport.self)
        let connected = ClientBootstrap(group: loop)
            .connectTimeout(deadline - .now())
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        let name = posted.url.address == nil ? posted.url.host : nil
                        try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
                    }
                    try pipeline.addHandler(ArrivalLimit())
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(
                        PostHandler(posted, at: address, isSecure: context == nil, until: deadline, promise)
                    )
                }
            }
            .connect(to: socket)
        connected.whenFailure { promise.fail($0) }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
            connected.whenSuccess { $0.close(promise: nil) }
        }
    }
}

/// What is posted, and where.
struct Posted: Sendable {
    let body: [UInt8]
    let headers: [(name: String, value: String)]
    let url: OutboundURL

    var head: HTTPRequestHead {
        var fields = HTTPHeaders()
        fields.add(name: "host", value: url.authority)
        fields.add(name: "content-length", value: "\(body.count)")
        fields.add(name: "connection", value: "close")
        for header in headers { fields.add(name: header.name, value: header.value) }
        return HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target, headers: fields)
    }
}

extension PostFailure {
    fileprivate init(resolving error: any Error) {
        self =
            switch error {
            case OutboundFailure.notPublic: .notPublic
            case OutboundFailure.busy: .busy
            case OutboundFailure.late, is CancellationError: .late
            default: .unknownHost
            }
    }

    fileprivate init(connecting error: any Error) {
        self =
            switch error {
            case ChannelError.connectTimeout, is CancellationError: .late
            case is NIOSSLError, is NIOSSLExtraError: .tls
            default: .refused
            }
    }
}
