package import Domain

/// `req_…`: in the header `Latchkey-Request-Id`, in problems, logs and audit events.
package typealias RequestID = ID<Request>
