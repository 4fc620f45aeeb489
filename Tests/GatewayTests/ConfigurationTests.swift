import Foundation
import TestSupport
import Testing

/// Traefik and Envoy are not in Debian: of their configurations only the form is checked.
@Suite("Configurations of other gateways")
struct ConfigurationTests {
    private let deploy = NginxTests.deploy

    @Test("what is YAML can be read as YAML", arguments: ["traefik/latchkey.yml", "envoy/envoy.yaml"])
    func isYAML(path: String) async throws {
        let program = "import sys, yaml; assert isinstance(yaml.safe_load(open(sys.argv[1])), dict)"
        try await ContractTools.run("python", ["-c", program, deploy.appending(path: path).path()])
    }

    @Test("each asks Latchkey, and fails closed")
    func failsClosed() throws {
        let traefik = try String(contentsOf: deploy.appending(path: "traefik/latchkey.yml"), encoding: .utf8)
        #expect(traefik.contains("/v1/authorize?scope="))
        #expect(traefik.contains("trustForwardHeader: false"))
        let envoy = try String(contentsOf: deploy.appending(path: "envoy/envoy.yaml"), encoding: .utf8)
        #expect(envoy.contains("/v1/authorize?allowed=200&scope="))
        #expect(envoy.contains("failure_mode_allow: false"))
        #expect(!envoy.contains("failure_mode_allow: true"))
    }
}
