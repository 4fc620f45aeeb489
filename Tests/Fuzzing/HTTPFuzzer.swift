internal import Domain
internal import Logging
internal import NIOCore
internal import NIOEmbedded
internal import Postgres
internal import Store
internal import Verification
internal import Wire

/// The private listener, from the bytes of a connection to the bytes of its answers: one answer a request at most, in their
/// order; none but a refusal, and that the last, to what is not well framed; and the same however the bytes are divided.
struct HTTPFuzzer: Fuzzer {
    let name = "HTTP"
    let isSlow = true
    private let mutator = Mutator(fragments: RequestMaker.fragments)
    private let listener = Self.makeListener()

    func `try`(_ seed: UInt64) throws -> Bool {
        var random = Random(seed: seed)
        let bytes = mutator.mutate(Array(RequestMaker.stream(&random).utf8), &random)
        let expected = StrictHTTP(bytes)
        let answers = try answers(to: [bytes], expected)
        try check(answers, against: expected, bytes)
        let divided = try self.answers(to: Self.divide(bytes, &random), expected)
        guard divided.map(\.status) == answers.map(\.status), divided.map(\.closes) == answers.map(\.closes) else {
            throw Finding("answered \(divided) when it comes in pieces, else \(answers)", bytes)
        }
        return answers.contains { $0.status == 200 }
    }

    private func check(_ answers: [AnswerStream.Answer], against expected: StrictHTTP, _ bytes: [UInt8]) throws {
        let requests = expected.requests
        guard answers.count <= requests.count + 1 else { throw Finding("more answers than requests", bytes) }
        if let last = requests.firstIndex(where: \.isLast), answers.count > last + 1 {
            throw Finding("went on behind the last request", bytes)
        }
        if !requests.isEmpty, answers.isEmpty { throw Finding("no answer", bytes) }
        for (index, answer) in answers.enumerated() {
            guard answer.status < 500 || answer.status == 505 else {
                throw Finding("failed with \(answer.status)", bytes)
            }
            if answer.closes, index < answers.count - 1 { throw Finding("went on after `close`", bytes) }
            guard index < requests.count else {
                guard answer.status >= 400, answer.closes else { throw Finding("took what is not well framed", bytes) }
                continue
            }
            guard (200..<300) ~= answer.status else { continue }
            guard answer.status == 200, isRight(answer, to: requests[index]) else {
                throw Finding("answered \(answer)", bytes)
            }
        }
    }

    /// What can be answered with 200 here: that it lives, and that what was asked about is no key.
    private func isRight(_ answer: AnswerStream.Answer, to request: StrictHTTP.Request) -> Bool {
        switch request.path {
        case "/livez": ["GET", "HEAD"].contains(request.method)
        case "/v1/verify":
            request.method == "POST" && StrictJSON.accepts(request.body) && answer.body.contains("\"valid\":false")
        default: false
        }
    }

    private func answers(to pieces: [[UInt8]], _ expected: StrictHTTP) throws -> [AnswerStream.Answer] {
        let channel = EmbeddedChannel()
        try listener.serve(channel)
        channel.pipeline.fireChannelActive()
        for piece in pieces { try channel.writeInbound(ByteBuffer(bytes: piece)) }
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        var sent: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { sent += buffer.readableBytesView }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        let stream = AnswerStream(sent) { $0 < expected.requests.count && expected.requests[$0].method == "HEAD" }
        // What was refused may have been HEAD, too.
        guard stream.isWhole || stream.answers.count >= expected.requests.count else {
            throw Finding("broken answers to \(pieces)", sent)
        }
        return stream.answers
    }

    private static func divide(_ bytes: [UInt8], _ random: inout Random) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = random.oneIn(3) ? 1 : 1 + random.below(40)
            pieces.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    /// On a database that is not there: only a key could be looked for in it.
    private static func makeListener() -> PrivateListener {
        guard let configuration = try? PostgresConfiguration("host=/nonexistent dbname=none"),
            let pepper = Pepper(id: 1, bytes: Array(repeating: 7, count: 32)),
            let peppers = Peppers(newestFirst: [pepper])
        else { preconditionFailure("32 bytes are a pepper") }
        let silent = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        return PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: Database(pool: Pool(configuration: configuration, logger: silent)),
            peppers: peppers,
            meter: UsageMeter(),
            trustedProxies: TrustedProxies([]),
            gatewayToken: nil,
            requireReady: {},
            logger: silent,
            now: { Instant(microseconds: 1_795_000_000_000_000) },
            entropy: .seeded(1)
        )
    }
}
