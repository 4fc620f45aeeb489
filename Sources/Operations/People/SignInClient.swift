package import Domain

/// From where somebody signs in, and what their browser kept of the times before.
package struct SignInClient: Sendable {
    package let address: IPAddress?
    /// At most 200 characters of it, for the person to recognise.
    package let userAgent: String?
    /// See ``DeviceSeal``.
    package let device: Sensitive<String>?
    /// The token of the session that the browser had until now, whoever it came from. It ends as the next one begins.
    package let session: Sensitive<String>?
    package let request: ID<Request>?

    package init(
        address: IPAddress? = nil,
        userAgent: String? = nil,
        device: Sensitive<String>? = nil,
        session: Sensitive<String>? = nil,
        request: ID<Request>? = nil
    ) {
        self.address = address
        self.userAgent = userAgent.map {
            String($0.unicodeScalars.filter { !$0.isControl }.prefix(200).map(Character.init))
        }
        self.device = device
        self.session = session
        self.request = request
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}
