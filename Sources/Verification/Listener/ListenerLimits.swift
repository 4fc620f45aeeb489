/// How much of everything the private listener gives to one client, and how long it waits.
package struct ListenerLimits: Sendable {
    /// From a request's first byte until its answer is there.
    package var request: Duration = .seconds(10)
    /// How long a connection may stay open between two requests.
    package var idle: Duration = .seconds(60)
    /// After a last answer: how long the client's remaining bytes are thrown away before the connection is cut.
    package var linger: Duration = .seconds(1)
    /// When stopping: how long a connection on which nothing happens may still bring a last request.
    package var drain: Duration = .milliseconds(500)
    /// When stopping: after that long everything still open is cut.
    package var shutdown: Duration = .seconds(8)
    /// How long `/readyz` waits for the database.
    package var readiness: Duration = .seconds(2)
    /// Open at once. More wait in the kernel's queue until one closes.
    package var connections = 4096
    /// Bytes of a request's body.
    package var body = 64 * 1024
    /// Bytes of a request's target and headers together.
    package var headers = 16 * 1024
    package var headerCount = 100

    package init() {}
}
