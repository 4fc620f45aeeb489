import CLibpq

extension ConnectionStateMachine.Reply {
    /// What a result says of its command; nil for what only COPY gets, which is not supported.
    init?(_ result: OpaquePointer, status: TransactionStatus) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: self = .success
        case PGRES_FATAL_ERROR: self = ServerError.isFatal(result) ? .fatal : .error
        case PGRES_PIPELINE_ABORTED: self = .skipped
        case PGRES_PIPELINE_SYNC: self = .synced(status)
        default: return nil
        }
    }
}

extension ServerError {
    /// The server, or libpq on finding the connection broken, will answer nothing more.
    static func isFatal(_ result: OpaquePointer) -> Bool {
        let severity = field(CLibpqFieldSeverity, of: result)
        return severity != "ERROR"
    }

    init(_ result: OpaquePointer) {
        let state = SQLState(rawValue: field(CLibpqFieldSQLState, of: result) ?? "08006")
        let quotesValues = state.errorClass == .dataException || state.errorClass == .raisedException
        self.init(
            sqlState: state,
            message: quotesValues ? "" : field(CLibpqFieldMessage, of: result) ?? "",
            constraint: field(CLibpqFieldConstraint, of: result),
            table: field(CLibpqFieldTable, of: result),
            column: field(CLibpqFieldColumn, of: result),
            isStaleStatement: state == .undefinedPreparedStatement
                || state == .featureNotSupported
                    && field(CLibpqFieldSourceFunction, of: result) == "RevalidateCachedQuery"
        )
    }
}

extension PostgresError {
    init(_ result: OpaquePointer) {
        let error = ServerError(result)
        self = error.sqlState == .queryCanceled ? .statementTimeout : .server(error)
    }
}
