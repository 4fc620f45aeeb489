/// What a client may take of our time and memory.
package struct Limits: Sendable {
    /// Open at once, or a few more. The rest wait in the kernel's queue until one closes.
    package var connections = 4096
    /// Bytes of a body.
    package var body = 64 * 1024
    /// From the first byte of a request to its last.
    package var request = Duration.seconds(10)
    /// From a request's last byte until we know our answer. Then we say that we do not.
    package var handling = Duration.seconds(10)
    /// For the client to take an answer.
    package var answer = Duration.seconds(10)
    /// Between requests. Longer than the 60 s for which proxies commonly keep their connections.
    package var idle = Duration.seconds(75)
    /// After the last answer, for the client to read it and close; closing at once could take it away again.
    package var linger = Duration.seconds(1)
    /// From the signal to shut down, for a request that is on its way on a connection kept alive.
    package var lastCall = Duration.milliseconds(500)
    /// From the signal to shut down until requests in flight are cancelled and connections closed.
    package var drain = Duration.seconds(8)

    package init() {}
}
