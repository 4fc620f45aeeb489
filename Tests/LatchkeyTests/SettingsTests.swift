import Domain
import EmbeddedPostgres
import Foundation
import Logging
import Testing
import Traces

@testable import latchkey

@Suite("Settings")
struct SettingsTests {
    private let pepper = "1:\(Base64.encode([UInt8](repeating: 7, count: 32)))"

    @Test("nothing needs to be set")
    func defaults() async throws {
        let settings = try await Settings.load(environment: ["LATCHKEY_DATA": "/srv/keys"])
        guard case .embedded(let folder) = settings.database else {
            Issue.record("not embedded")
            return
        }
        #expect(folder.path == "/srv/keys")
        #expect(settings.listen.description == "127.0.0.1:8080")
        #expect(settings.privateListen.description == "127.0.0.1:8081")
        #expect(settings.publicURL.description == "http://127.0.0.1:8080")
        #expect(settings.publicURL.host == "127.0.0.1:8080")
        #expect(settings.logLevel == .notice)
        #expect(settings.poolSize == 8)
        #expect(settings.cachedKeys == 100_000)
        #expect(!settings.staffNeedSecondFactor)
        #expect(settings.leakKeysURL == "https://api.github.com/meta/public_keys/secret_scanning")
        #expect(settings.trustedProxies.isEmpty && settings.gatewayToken == nil && settings.peppers == nil)
    }

    @Test("everything can be set")
    func everything() async throws {
        let settings = try await Settings.load(environment: [
            "DATABASE_URL": "postgresql://app:pw@db/latchkey",
            "LATCHKEY_PEPPERS": pepper,
            "LATCHKEY_LISTEN": "[::]:80",
            "LATCHKEY_PRIVATE_LISTEN": "10.0.0.1:9000",
            "LATCHKEY_PUBLIC_URL": "https://Keys.Example.com:443/",
            "LATCHKEY_TRUSTED_PROXIES": "10.0.0.0/8, 2001:db8::1",
            "LATCHKEY_GATEWAY_TOKEN": "0123456789abcdef",
            "LATCHKEY_LOG_LEVEL": "debug",
            "LATCHKEY_DATABASE_POOL": "20",
            "LATCHKEY_CACHED_KEYS": "2000",
            "LATCHKEY_STAFF_SECOND_FACTOR": "True",
        ])
        guard case .external(let url, let peppers) = settings.database else {
            Issue.record("embedded")
            return
        }
        #expect(url.expose() == "postgresql://app:pw@db/latchkey")
        #expect(peppers.newest.id == 1)
        #expect(settings.listen.host == "::" && settings.listen.port == 80)
        #expect(settings.publicURL.description == "https://keys.example.com")
        #expect(settings.publicURL.host == "keys.example.com" && settings.publicURL.isHTTPS)
        #expect(settings.trustedProxies.map(\.description) == ["10.0.0.0/8", "2001:db8::1"])
        #expect(settings.gatewayToken?.expose() == "0123456789abcdef")
        #expect(settings.logLevel == .debug)
        #expect(settings.poolSize == 20)
        #expect(settings.cachedKeys == 2000)
        #expect(settings.staffNeedSecondFactor)
    }

    @Test("no traces are sent unless there is somewhere to send them")
    func tracing() async throws {
        let without = try await Settings.load(environment: ["OTEL_TRACES_SAMPLER": "always_on"])
        #expect(without.tracing == nil)
        let with = try await Settings.load(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": "0.25",
        ])
        let tracing = try #require(with.tracing)
        #expect(tracing.collector == "http://127.0.0.1:4318" && tracing.serviceName == "latchkey")
        #expect(tracing.sampler == Sampler(ratio: 0.25, followsParent: true))
    }

    @Test("set to nothing is not set")
    func empty() async throws {
        var environment = Dictionary(uniqueKeysWithValues: SettingName.allCases.map { ($0.rawValue, "") })
        environment["LATCHKEY_DATA"] = "/srv/keys"
        let settings = try await Settings.load(environment: environment)
        #expect(settings.listen == .publicDefault)
    }

    @Test("every wrong value is told at once, with its name, and no secret with it")
    func everythingWrong() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Settings.load(environment: [
                "DATABASE_URL": "hunter2",
                "LATCHKEY_PEPPERS": "hunter3",
                "LATCHKEY_LISTEN": "8080",
                "LATCHKEY_PRIVATE_LISTEN": "::1:8080",
                "LATCHKEY_PUBLIC_URL": "https://user:hunter4@example.com",
                "LATCHKEY_TRUSTED_PROXIES": "10.0.0.1/8",
                "LATCHKEY_GATEWAY_TOKEN": "hunter5",
                "LATCHKEY_LOG_LEVEL": "loud",
                "LATCHKEY_DATABASE_POOL": "many",
                "LATCHKEY_CACHED_KEYS": "10",
                "LATCHKEY_STAFF_SECOND_FACTOR": "perhaps",
                "LATCHKEY_SSO_ALLOW_PRIVATE": "perhaps",
                "LATCHKEY_WEBHOOK_ALLOW_PRIVATE": "perhaps",
                "LATCHKEY_BREACHED_PASSWORDS": "/nowhere/at/all",
                "LATCHKEY_LEAK_KEYS_URL": "ftp://keys.example",
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://user:hunter6@collector:4318",
                "OTEL_SERVICE_NAME": "two\nlines",
                "OTEL_TRACES_SAMPLER": "sometimes",
                "OTEL_TRACES_SAMPLER_ARG": "2",
            ])
        }
        let problems = try #require(error).problems
        let expected = SettingName.allCases.filter { ![.config, .data].contains($0) }
        #expect(Set(problems.map(\.name)) == Set(expected.map(\.rawValue)))
        #expect(problems.count == expected.count)
        #expect(error?.description.contains("hunter") == false)
    }

    @Test("secrets print redacted, together with everything else")
    func redaction() async throws {
        let settings = try await Settings.load(environment: [
            "DATABASE_URL": "postgresql://app:hunter2@db/latchkey", "LATCHKEY_PEPPERS": pepper,
            "LATCHKEY_GATEWAY_TOKEN": "hunter2hunter2hunter2",
        ])
        var dumped = ""
        dump(settings, to: &dumped)
        for text in [dumped, "\(settings)", String(reflecting: settings)] {
            #expect(!text.contains("hunter2") && !text.contains(pepper.dropFirst(2)))
            #expect(text.contains("[redacted]"))
        }
    }

    @Test("a database of one's own needs peppers of one's own")
    func peppersNeeded() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Settings.load(environment: ["DATABASE_URL": "postgresql:///latchkey"])
        }
        #expect(error?.problems.map(\.name) == ["LATCHKEY_PEPPERS"])
        #expect(error?.description.contains("openssl rand -base64 32") == true)
    }

    @Test("listening to the world needs a public URL", arguments: ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080"])
    func publicURLNeeded(address: String) async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Settings.load(environment: ["LATCHKEY_DATA": "/srv", "LATCHKEY_LISTEN": address])
        }
        #expect(error?.problems.map(\.name) == ["LATCHKEY_PUBLIC_URL"])
    }

    @Test("the two listeners cannot share an address")
    func sharedAddress() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Settings.load(environment: ["LATCHKEY_DATA": "/srv", "LATCHKEY_PRIVATE_LISTEN": "127.0.0.1:8080"])
        }
        #expect(error?.problems.map(\.name) == ["LATCHKEY_PRIVATE_LISTEN"])
    }

    @Test("a file gives what the environment does not")
    func file() async throws {
        try await withTemporaryFolder { folder in
            let file = "\(folder)/latchkey.env"
            let text = "# ours\nLATCHKEY_DATA=/srv/keys\n\nLATCHKEY_LISTEN=127.0.0.1:1\nLATCHKEY_LOG_LEVEL=error\n"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let settings = try await Settings.load(environment: [
                "LATCHKEY_CONFIG": file, "LATCHKEY_LISTEN": "127.0.0.1:2",
            ])
            #expect(settings.logLevel == .error)
            #expect(settings.listen.port == 2)
        }
    }

    @Test("a file that cannot be read is told")
    func missingFile() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Settings.load(environment: ["LATCHKEY_CONFIG": "/nowhere/latchkey.env"])
        }
        #expect(error?.description.contains("LATCHKEY_CONFIG: /nowhere/latchkey.env cannot be read") == true)
    }

    @Test("the help names every setting, in lines that are not broken")
    func help() {
        for name in SettingName.allCases where name != .config { #expect(Settings.help.contains(name.rawValue)) }
        #expect(Settings.help.split(separator: "\n").allSatisfy { $0.count <= 78 })
    }

    @Test(
        "addresses to listen on",
        arguments: [
            ("127.0.0.1:8080", true), ("[::1]:0", true), ("localhost:65535", true), ("127.9.9.9:1", true),
            ("0.0.0.0:80", false), ("[::]:80", false), ("[2001:db8::1]:80", false),
        ]
    )
    func listenAddress(text: String, isLoopback: Bool) throws {
        let address = try ListenAddress(parsing: text)
        #expect(address.description == text)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(
        "what is no address to listen on",
        arguments: [
            "", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80",
            "[127.0.0.1]:80",
            "[localhost]:80", "example.com:80", "127.1:80", "[::1:80", "127.0.0.1:+1", "127.0.0.1: 1",
        ]
    )
    func noListenAddress(text: String) {
        #expect(throws: Advice.self) { try ListenAddress(parsing: text) }
    }

    @Test(
        "public URLs",
        arguments: [
            ("https://example.com", "https://example.com", "example.com"),
            ("HTTPS://EXAMPLE.com/", "https://example.com", "example.com"),
            ("http://example.com:80", "http://example.com", "example.com"),
            ("https://example.com:8443", "https://example.com:8443", "example.com:8443"),
            ("http://[::1]:8080", "http://[::1]:8080", "[::1]:8080"),
        ]
    )
    func publicURL(text: String, written: String, host: String) throws {
        let url = try PublicURL(parsing: text)
        #expect(url.description == written)
        #expect(url.host == host)
    }

    @Test(
        "what is no public URL",
        arguments: [
            "", "example.com", "ftp://example.com", "https://", "https://example.com/path", "https://example.com?q",
            "https://example.com#f", "https://user@example.com", "https://u:p@example.com", "https://example.com:0",
            "https://example.com:65536", "https://exa mple.com", "https:///", "//example.com",
        ]
    )
    func noPublicURL(text: String) {
        #expect(throws: Advice.self) { try PublicURL(parsing: text) }
    }
}
