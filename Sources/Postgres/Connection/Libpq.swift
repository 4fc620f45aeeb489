import CLibpq

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A connection of libpq's, used on one thread only, closed when it goes.
struct Libpq: ~Copyable {
    private let pointer: OpaquePointer
    private let notices = Notices()

    /// Starts connecting, which may block for as long as resolving a host name takes.
    init?(connecting settings: [(keyword: String, value: String)]) {
        let keywords = settings.map { strdup($0.keyword) }
        let values = settings.map { strdup($0.value) }
        defer { (keywords + values).forEach { free($0) } }
        let pointer = PQconnectStartParams(
            keywords.map { UnsafePointer($0) } + [nil],
            values.map { UnsafePointer($0) } + [nil],
            1
        )
        guard let pointer else { return nil }
        self.pointer = pointer
        let receiver: PQnoticeReceiver = { context, result in
            guard let context else { return }
            Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().receive(result)
        }
        PQsetNoticeReceiver(pointer, receiver, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit {
        PQfinish(pointer)
    }

    /// Nil while there is none.
    var socket: Int32? {
        let socket = PQsocket(pointer)
        return socket >= 0 ? socket : nil
    }

    var isBad: Bool { PQstatus(pointer) == CONNECTION_BAD }

    /// The first line of what libpq says went wrong.
    var errorMessage: String {
        let message = String(cString: PQerrorMessage(pointer)).split(separator: "\n").first
        return message.map(String.init) ?? "no reason given"
    }

    func pollConnect() -> PostgresPollingStatusType {
        PQconnectPoll(pointer)
    }

    func enterPipeline() -> Bool {
        PQsetnonblocking(pointer, 1) == 0 && PQenterPipelineMode(pointer) == 1
    }

    func exitPipeline() -> Bool {
        PQexitPipelineMode(pointer) == 1
    }
}

// MARK: - Sending

extension Libpq {
    private static let binary: Int32 = 1

    func prepare(_ name: String, _ query: Query) -> Bool {
        PQsendPrepare(pointer, name, query.sql, Int32(query.parameters.count), query.parameters.types) == 1
    }

    func execute(prepared name: String, _ parameters: Parameters) -> Bool {
        parameters.withPointers { values, lengths in
            let formats = lengths.map { _ in Self.binary }
            return PQsendQueryPrepared(
                pointer,
                name,
                Int32(parameters.count),
                values,
                lengths,
                formats,
                Self.binary
            ) == 1
        }
    }

    func execute(unnamed query: Query) -> Bool {
        query.parameters.withPointers { values, lengths in
            let formats = lengths.map { _ in Self.binary }
            return PQsendQueryParams(
                pointer,
                query.sql,
                Int32(lengths.count),
                query.parameters.types,
                values,
                lengths,
                formats,
                Self.binary
            ) == 1
        }
    }

    func execute(utility sql: String) -> Bool {
        PQsendQueryParams(pointer, sql, 0, nil, nil, nil, nil, Self.binary) == 1
    }

    /// Outside pipeline mode only.
    func execute(script sql: String) -> Bool {
        PQsendQuery(pointer, sql) == 1
    }

    func sync() -> Bool {
        PQpipelineSync(pointer) == 1
    }

    /// True when all was handed to the kernel, false when the socket takes no more yet, nil when it is broken.
    func flush() -> Bool? {
        switch PQflush(pointer) {
        case 0: true
        case 1: false
        default: nil
        }
    }
}

// MARK: - Receiving

extension Libpq {
    /// False when the connection is broken.
    func consumeInput() -> Bool {
        PQconsumeInput(pointer) == 1
    }

    /// Nothing more can be taken without waiting.
    var isBusy: Bool { PQisBusy(pointer) != 0 }

    /// Must be freed. Nil marks the end of a command's results.
    func nextResult() -> OpaquePointer? {
        PQgetResult(pointer)
    }

    var transactionStatus: TransactionStatus {
        switch PQtransactionStatus(pointer) {
        case PQTRANS_INTRANS: .inTransaction
        case PQTRANS_INERROR: .failed
        // Also while further batches are on their way, which only statements outside of transactions ever are.
        default: .idle
        }
    }

    /// Whether the server warned since this was last asked.
    func takeWarning() -> Bool {
        defer { notices.hasWarning = false }
        return notices.hasWarning
    }

    func nextNotification() -> Notification? {
        guard let notification = PQnotifies(pointer) else { return nil }
        defer { PQfreemem(notification) }
        return Notification(
            channel: String(cString: notification.pointee.relname),
            payload: String(cString: notification.pointee.extra)
        )
    }
}

/// Keeps of the server's notices only whether one was a warning.
private final class Notices {
    var hasWarning = false

    func receive(_ result: OpaquePointer?) {
        let severity = field(CLibpqFieldSeverity, of: result)
        if severity == "WARNING" { hasWarning = true }
    }
}

/// A field of an error or notice.
func field(_ code: Int32, of result: OpaquePointer?) -> String? {
    PQresultErrorField(result, code).map { String(cString: $0) }
}
