import Configuration
import Domain

/// Reads settings one by one and gathers what is wrong with them.
struct SettingsReader {
    private let config: ConfigReader
    private(set) var problems: [SettingsError.Problem] = []

    init(_ config: ConfigReader) {
        self.config = config
    }

    /// `nil` when it is not set, or set to nothing, as `VARIABLE=${VARIABLE:-}` does.
    func text(_ name: SettingName) -> String? {
        let value = config.string(forKey: ConfigKey(name.components), isSecret: name.isSecret)
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What `parse` makes of the setting, or `fallback` when it is not set.
    mutating func read<Value>(
        _ name: SettingName,
        default fallback: @autoclosure () -> Value,
        parse: (String) throws(Advice) -> Value
    ) -> Value {
        guard let text = text(name) else { return fallback() }
        do {
            return try parse(text)
        } catch {
            report(name, error.text)
            return fallback()
        }
    }

    mutating func report(_ name: SettingName, _ advice: String) {
        problems.append(SettingsError.Problem(name: name.rawValue, advice: advice))
    }
}

/// What is wrong with a value, and what to write instead.
struct Advice: Error, Equatable {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

enum SettingName: String, CaseIterable {
    case config = "LATCHKEY_CONFIG"
    case databaseURL = "DATABASE_URL"
    case data = "LATCHKEY_DATA"
    case peppers = "LATCHKEY_PEPPERS"
    case listen = "LATCHKEY_LISTEN"
    case privateListen = "LATCHKEY_PRIVATE_LISTEN"
    case publicURL = "LATCHKEY_PUBLIC_URL"
    case trustedProxies = "LATCHKEY_TRUSTED_PROXIES"
    case ssoAllowPrivate = "LATCHKEY_SSO_ALLOW_PRIVATE"
    case webhookAllowPrivate = "LATCHKEY_WEBHOOK_ALLOW_PRIVATE"
    case gatewayToken = "LATCHKEY_GATEWAY_TOKEN"
    case staffSecondFactor = "LATCHKEY_STAFF_SECOND_FACTOR"
    case breachedPasswords = "LATCHKEY_BREACHED_PASSWORDS"
    case leakKeysURL = "LATCHKEY_LEAK_KEYS_URL"
    case databasePool = "LATCHKEY_DATABASE_POOL"
    case cachedKeys = "LATCHKEY_CACHED_KEYS"
    case logLevel = "LATCHKEY_LOG_LEVEL"
    case collector = "OTEL_EXPORTER_OTLP_ENDPOINT"
    case serviceName = "OTEL_SERVICE_NAME"
    case sampler = "OTEL_TRACES_SAMPLER"
    case samplerArgument = "OTEL_TRACES_SAMPLER_ARG"

    var isSecret: Bool { Self.secrets.contains(self) }

    static let secrets: [SettingName] = [.databaseURL, .peppers, .gatewayToken]

    fileprivate var components: [String] { rawValue.lowercased().split(separator: "_").map(String.init) }
}
