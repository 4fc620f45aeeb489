import Domain
import EmbeddedPostgres
import Logging
import Operations

/// Everything that an installation can be told, read and checked once, at the start.
struct Settings: Sendable {
    enum Database: Sendable {
        /// `DATABASE_URL`, and the peppers that must come with it.
        case external(url: Sensitive<String>, peppers: Peppers)
        /// Our own, in `LATCHKEY_DATA`.
        case embedded(DataFolder)
    }

    let database: Database
    /// `LATCHKEY_PEPPERS`; without it an embedded database has its own, beside it.
    let peppers: Peppers?
    /// Connections to the database, at most.
    let poolSize: Int
    /// How many secrets of keys the data plane keeps in memory, at most.
    let cachedKeys: Int
    let publicURL: PublicURL
    let listen: ListenAddress
    let privateListen: ListenAddress
    /// Whose word on the client's address is believed.
    let trustedProxies: [IPNetwork]
    /// Whether tenants' identity providers may be inside our own network, and without TLS.
    let allowsPrivateSignOn: Bool
    /// Whether webhooks may be sent inside our own network, and without TLS.
    let allowsPrivateWebhooks: Bool
    let gatewayToken: Sensitive<String>?
    /// Whether the platform's own staff need a second factor.
    let staffNeedSecondFactor: Bool
    /// What nobody may choose as their password.
    let breachedPasswords: BreachedPasswords?
    /// Where the public keys are that GitHub signs its reports of leaked keys with.
    let leakKeysURL: String
    let logLevel: Logger.Level
    /// Where traces are sent, and which; nil for nowhere.
    let tracing: TracingSettings?

    /// At most 76 characters a line: the command line's help breaks longer ones.
    static let help = """
        DATABASE_URL
          A PostgreSQL of yours, as libpq reads it. Without it Latchkey has its own.
        LATCHKEY_DATA
          Folder of the embedded database: /var/lib/latchkey for root, otherwise
          ~/.local/share/latchkey.
        LATCHKEY_PEPPERS
          Secrets that keys are hashed with, newest first: 2:base64,1:base64. Needed
          with DATABASE_URL; otherwise one is made and kept in LATCHKEY_DATA.
        LATCHKEY_LISTEN
          Public listener: 127.0.0.1:8080.
        LATCHKEY_PRIVATE_LISTEN
          Private listener, for gateways only: 127.0.0.1:8081.
        LATCHKEY_PUBLIC_URL
          How clients reach the public listener: http:// and its address. Needed
          when that address is not the machine's own.
        LATCHKEY_TRUSTED_PROXIES
          Addresses and networks of proxies, separated by commas: none.
        LATCHKEY_SSO_ALLOW_PRIVATE
          true: identity providers may have private addresses and plain http. On an
          intranet only: false.
        LATCHKEY_WEBHOOK_ALLOW_PRIVATE
          true: webhooks may go to private addresses and over plain http. On an
          intranet only: false.
        LATCHKEY_GATEWAY_TOKEN
          What gateways must send to the private listener, 16 characters or more:
          none.
        LATCHKEY_STAFF_SECOND_FACTOR
          true: platform roles are worth nothing without a second factor. false.
        LATCHKEY_BREACHED_PASSWORDS
          File of passwords that nobody may choose: one a line, or the sorted lines
          SHA-1:count of Pwned Passwords: none.
        LATCHKEY_LEAK_KEYS_URL
          Where GitHub tells the public keys by which it signs reports of leaked
          keys: https://api.github.com/meta/public_keys/secret_scanning.
        LATCHKEY_DATABASE_POOL
          Connections to the database, 1 to 1000, for the admin API, and as many
          for checks of keys that are not in memory: 8. Twelve more are for leases,
          usage and webhooks.
        LATCHKEY_CACHED_KEYS
          Keys in memory, 1000 to 10000000, of 1 KiB each at most: 100000.
        LATCHKEY_LOG_LEVEL
          trace, debug, info, notice, warning, error or critical: notice.
        OTEL_EXPORTER_OTLP_ENDPOINT
          A collector that takes traces by OTLP over HTTP: none.
        OTEL_SERVICE_NAME
          What this service is called there: latchkey.
        OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG
          Which traces are recorded, as OpenTelemetry names it, and the share of
          traceidratio, 0 to 1: parentbased_always_on.
        """
}
