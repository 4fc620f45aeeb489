/// A rate limit as somebody asks for it.
package struct RateLimitDraft: Sendable {
    package var requests: Int?
    package var windowSeconds: Int?
    /// As many as `requests` unless sent.
    package var burst: Int?

    package init(requests: Int? = nil, windowSeconds: Int? = nil, burst: Int? = nil) {
        self.requests = requests
        self.windowSeconds = windowSeconds
        self.burst = burst
    }

    func validated(_ errors: inout InputErrors) -> RateLimit? {
        let requests = errors.number(requests, in: RateLimit.requestsRange, at: "/rate_limit/requests")
        let window = errors.number(windowSeconds, in: RateLimit.windowRange, at: "/rate_limit/window_seconds")
        let burst = burst == nil ? requests : errors.number(burst, in: RateLimit.requestsRange, at: "/rate_limit/burst")
        guard let requests, let window, let burst else { return nil }
        return RateLimit(requests: requests, windowSeconds: window, burst: burst)
    }
}

extension InputErrors {
    fileprivate mutating func number(_ input: Int?, in range: ClosedRange<Int>, at pointer: String) -> Int? {
        guard let input else {
            add(pointer, "REQUIRED", "A number is needed.")
            return nil
        }
        guard range.contains(input) else {
            add(pointer, "OUT_OF_RANGE", "\(range.lowerBound) to \(range.upperBound) is possible.")
            return nil
        }
        return input
    }

    /// Up to 100 addresses and networks, none twice; nothing is any address.
    mutating func allowlist(_ input: [String]?) -> [IPNetwork] {
        let most = 100
        let texts = input ?? []
        guard texts.count <= most else {
            add("/ip_allowlist", "TOO_MANY", "At most \(most) addresses and networks fit.")
            return []
        }
        var networks: [IPNetwork] = []
        for (index, text) in texts.enumerated() {
            guard let network = collect(try IPNetwork.entry(text, at: "/ip_allowlist/\(index)")) else { continue }
            if networks.contains(network) {
                add("/ip_allowlist/\(index)", "DUPLICATE", "\(network) is already there.")
            }
            networks.append(network)
        }
        return networks
    }
}

extension IPNetwork {
    fileprivate static func entry(_ text: String, at pointer: String) throws(InputError) -> IPNetwork {
        do {
            return try IPNetwork(validating: text)
        } catch {
            throw InputError(pointer, "INVALID_ADDRESS", error.detail)
        }
    }
}

extension IPNetwork.Invalid {
    fileprivate var detail: String {
        switch self {
        case .address: "An IPv4 or IPv6 address or network is needed, in its plain form."
        case .prefixLength: "The prefix length is not possible."
        case .hostBits: "The bits beyond the prefix length must be zero."
        }
    }
}
