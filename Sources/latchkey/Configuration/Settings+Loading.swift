import Configuration
import Domain
import EmbeddedPostgres
import Foundation
import Logging
import Operations
import Outbound
import SystemPackage

extension Settings {
    /// From the environment, then the file that `LATCHKEY_CONFIG` names.
    ///
    /// - Throws: ``SettingsError`` with everything that is wrong.
    static func load(environment: [String: String] = ProcessInfo.processInfo.environment) async throws -> Settings {
        let secrets = SecretsSpecifier<String, String>.specific(Set(SettingName.secrets.map(\.rawValue)))
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment, secretsSpecifier: secrets)
        ]
        if let path = environment[SettingName.config.rawValue], !path.isEmpty {
            providers.append(try await file(at: path, secrets))
        }
        return try Settings(SettingsReader(ConfigReader(providers: providers)), environment: environment)
    }

    private static func file(
        at path: String,
        _ secrets: SecretsSpecifier<String, String>
    ) async throws(SettingsError) -> EnvironmentVariablesProvider {
        do {
            return try await EnvironmentVariablesProvider(
                environmentFilePath: FilePath(path),
                secretsSpecifier: secrets
            )
        } catch {
            let advice = "\(path) cannot be read. Name a file of NAME=value lines that this account may read."
            throw SettingsError(problems: [.init(name: SettingName.config.rawValue, advice: advice)])
        }
    }

    private init(_ reader: SettingsReader, environment: [String: String]) throws(SettingsError) {
        var reader = reader
        peppers = reader.read(.peppers, default: nil, parse: Self.peppers)
        database = Self.database(&reader, peppers: peppers, environment: environment)
        poolSize = reader.read(
            .databasePool,
            default: 8,
            parse: { text throws(Advice) in try Self.number(text, in: 1...1000) }
        )
        cachedKeys = reader.read(
            .cachedKeys,
            default: 100_000,
            parse: { text throws(Advice) in try Self.number(text, in: 1000...10_000_000) }
        )
        listen = reader.read(.listen, default: .publicDefault, parse: ListenAddress.init(parsing:))
        privateListen = reader.read(.privateListen, default: .privateDefault, parse: ListenAddress.init(parsing:))
        publicURL = reader.read(.publicURL, default: PublicURL(of: listen), parse: PublicURL.init(parsing:))
        trustedProxies = reader.read(.trustedProxies, default: [], parse: Self.networks)
        allowsPrivateSignOn = reader.read(.ssoAllowPrivate, default: false, parse: Self.trueOrFalse)
        allowsPrivateWebhooks = reader.read(.webhookAllowPrivate, default: false, parse: Self.trueOrFalse)
        gatewayToken = reader.read(.gatewayToken, default: nil, parse: Self.gatewayToken)
        staffNeedSecondFactor = reader.read(.staffSecondFactor, default: false, parse: Self.trueOrFalse)
        breachedPasswords = reader.read(.breachedPasswords, default: nil, parse: Self.breachedPasswords)
        let outbound = Outbound(allowsPrivate: allowsPrivateSignOn)
        leakKeysURL = reader.read(.leakKeysURL, default: OperatorRules.gitHubKeys) { text throws(Advice) in
            guard outbound.takes(text) else {
                throw Advice("is no address that can be asked; write such as \(OperatorRules.gitHubKeys).")
            }
            return text
        }
        logLevel = reader.read(.logLevel, default: .notice, parse: Self.logLevel)
        tracing = TracingSettings(&reader)

        if !listen.isLoopback, reader.text(.publicURL) == nil {
            reader.report(
                .publicURL,
                "needed since \(listen) is not the machine's own; write https://keys.example.com."
            )
        }
        if listen == privateListen, listen.port != 0 {
            reader.report(.privateListen, "is the public listener's address, \(listen); write another port.")
        }
        guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
    }

    private static func database(
        _ reader: inout SettingsReader,
        peppers: Peppers?,
        environment: [String: String]
    ) -> Database {
        let folder = DataFolder(reader.text(.data) ?? defaultDataFolder(environment))
        let url: String? = reader.read(.databaseURL, default: nil, parse: databaseURL)
        guard let url else { return .embedded(folder) }
        if reader.text(.peppers) == nil {
            reader.report(
                .peppers,
                "needed with DATABASE_URL; make one with: echo \"1:$(openssl rand -base64 32)\", and keep it safe."
            )
        }
        guard let peppers else { return .embedded(folder) }
        return .external(url: Sensitive(url), peppers: peppers)
    }

    private static func defaultDataFolder(_ environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/latchkey" }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/latchkey" }
        return "\(NSHomeDirectory())/.local/share/latchkey"
    }

    private static func databaseURL(_ text: String) throws(Advice) -> String? {
        let isURL = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
        guard isURL || text.contains("="), !text.utf8.contains(0) else {
            throw Advice("is no URL of PostgreSQL; write postgresql://user:password@host:5432/database.")
        }
        return text
    }

    private static func peppers(_ text: String) throws(Advice) -> Peppers? {
        do {
            return try Peppers(parsing: text)
        } catch {
            throw Advice(error.advice)
        }
    }

    private static func number(_ text: String, in range: ClosedRange<Int>) throws(Advice) -> Int {
        guard let number = Int(text), range ~= number else {
            throw Advice("\(quoted(text)) is not a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private static func networks(_ text: String) throws(Advice) -> [IPNetwork] {
        var networks: [IPNetwork] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.trimmingCharacters(in: .whitespaces)
            do {
                networks.append(try IPNetwork(validating: part))
            } catch .hostBits {
                throw Advice("\(quoted(part)) has bits set beyond its prefix; write the network's own address.")
            } catch {
                throw Advice("\(quoted(part)) is no address or network; write such as 10.0.0.0/8, 2001:db8::1.")
            }
        }
        return networks
    }

    private static func gatewayToken(_ text: String) throws(Advice) -> Sensitive<String>? {
        guard text.utf8.count >= 16, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw Advice(
                "needs 16 or more printable ASCII characters without spaces; make one with: openssl rand -hex 32."
            )
        }
        return Sensitive(text)
    }

    private static func trueOrFalse(_ text: String) throws(Advice) -> Bool {
        guard let value = Bool(text.lowercased()) else { throw Advice("\(quoted(text)) is neither true nor false.") }
        return value
    }

    private static func breachedPasswords(_ path: String) throws(Advice) -> BreachedPasswords? {
        do {
            return try BreachedPasswords(path: path)
        } catch {
            throw Advice("\(quoted(path)) \(error.advice)")
        }
    }

    private static func logLevel(_ text: String) throws(Advice) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw Advice("\(quoted(text)) is no level; write one of \(levels).")
        }
        return level
    }
}

/// A value that is no secret, for a message: short, on one line.
func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(100).map { $0.properties.generalCategory == .control ? "�" : String($0) }
    return "\"\(shown.joined())\""
}

extension BreachedPasswords.Unusable {
    /// What to do about it.
    fileprivate var advice: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason). Name a file that this account may read."
        case .empty: "is empty; write one password a line."
        case .tooLarge(let most):
            "has more than \(most / 1_048_576) MiB of passwords; provide them as sorted lines of SHA-1 hashes instead."
        case .notSorted(let byte):
            "is not sorted by hash, as byte \(byte) shows; sort it with: LC_ALL=C sort -o FILE FILE."
        case .malformed(let byte): "has a line at byte \(byte) that is no SHA-1 hash, with or without :count."
        }
    }
}

extension Peppers.Invalid {
    /// What to do about it.
    var advice: String {
        switch self {
        case .empty: "is empty; write 1: and 32 random bytes in base64."
        case .malformed(let entry): "entry \(entry) is not id:base64, with an id from 1 to 32767."
        case .shorterThan32Bytes(let entry):
            "entry \(entry) is shorter than 32 bytes; openssl rand -base64 32 makes one."
        case .duplicateID(let id): "the id \(id) stands there twice; number a new pepper one higher than the newest."
        }
    }
}
