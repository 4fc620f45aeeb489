import ArgumentParser
import Foundation
import Testing

@testable import latchkey

/// What can be known of the images without running them.
@Suite("The container files")
struct ContainerTests {
    @Test("every command that they and bin/serve name is one of latchkey's")
    func commands() throws {
        let compose = try Repository.words(in: "docker-compose.yml", at: /command: \["([a-z]+)"\]/)
        let image = try Repository.words(in: "Dockerfile", at: /(?m)^CMD \["([a-z]+)"\]/)
        let script = try Repository.words(in: "bin/serve", at: /latchkey"? (migrate|seed|serve)/)
        let known = Set(Latchkey.configuration.subcommands.map { $0.configuration.commandName ?? "\($0)".lowercased() })
        #expect(compose.sorted() == ["migrate", "serve"])
        #expect(image == ["serve"])
        #expect(Set(script) == ["migrate", "seed", "serve"])
        #expect(Set(compose + image + script).subtracting(known).isEmpty, "of \(known.sorted())")
    }

    @Test(
        "every setting that they name is one",
        arguments: ["Dockerfile", "docker-compose.yml", "bin/serve", "bin/schema", "docs/operations.md"]
    )
    func settings(file: String) throws {
        let named = Set(try Repository.words(in: file, at: /\b(LATCHKEY_[A-Z_]+|DATABASE_URL)\b/))
        #expect(named.subtracting(SettingName.allCases.map(\.rawValue)).isEmpty)
        #expect(!named.isEmpty)
    }

    @Test("every setting is in the operations guide")
    func guide() throws {
        let guide = try Repository.text("docs/operations.md")
        for name in SettingName.allCases { #expect(guide.contains("`\(name.rawValue)`"), "\(name.rawValue)") }
    }

    @Test("the compose file passes on every setting but those of files and addresses inside a container")
    func passedOn() throws {
        let text = try Repository.text("docker-compose.yml")
        let inside: Set<SettingName> = [.config, .data, .listen, .privateListen, .breachedPasswords]
        for name in SettingName.allCases where !inside.contains(name) {
            #expect(text.contains("    \(name.rawValue): \""), "\(name.rawValue)")
        }
    }

    @Test("no password or pepper has a default")
    func secrets() throws {
        let text = try Repository.text("docker-compose.yml")
        for name in ["POSTGRES_PASSWORD", "LATCHKEY_PEPPERS"] {
            let uses = text.matches(of: try Regex("\\$\\{\(name)[^}]*\\}")).map { String(text[$0.range]) }
            #expect(!uses.isEmpty)
            #expect(uses.allSatisfy { $0.hasPrefix("${\(name):?") }, "\(uses)")
        }
    }

    @Test("only the public listener is published, and only to this machine")
    func ports() throws {
        let published = try Repository.words(in: "docker-compose.yml", at: /ports:\n((?: +- .*\n)+)/)
        #expect(published == ["      - \"127.0.0.1:8080:8080\"\n"])
        #expect(try Repository.words(in: "Dockerfile", at: /(?m)^EXPOSE (.*)$/) == ["8080"])
    }

    @Test("what the image copies is there, and is sent to its builder")
    func copies() throws {
        let sent = try Repository.words(in: ".dockerignore", at: /(?m)^!(.*)$/)
        let copied = try Repository.words(in: "Dockerfile", at: #/(?m)^COPY (\w[\w.]*) /#)
        #expect(!copied.isEmpty)
        for path in copied {
            #expect(Repository.exists(path), "\(path)")
            #expect(sent.contains(path), "\(path)")
        }
    }

    @Test("the compose file is YAML, its services and networks fit together", .enabled(if: hasYAML()))
    func yaml() throws {
        let script = """
            import yaml
            file = yaml.safe_load(open("docker-compose.yml"))
            services = file["services"]
            assert set(services) == {"postgres", "migrate", "serve"}, services.keys()
            for name, service in services.items():
                assert set(service.get("networks", [])) <= set(file["networks"]), name
                assert set(service.get("depends_on", {})) <= set(services), name
                for volume in service.get("volumes", []):
                    assert volume.split(":")[0] in file["volumes"], name
            assert services["serve"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
            assert file["networks"]["gateways"]["internal"] and file["networks"]["database"]["internal"]
            """
        let outcome = try run(
            ["/usr/bin/env", "python3", "-c", script],
            environment: ProcessInfo.processInfo.environment
        )
        #expect(outcome.status == 0, "\(outcome.output)")
    }
}

private func hasYAML() -> Bool {
    let check = ["/usr/bin/env", "python3", "-c", "import yaml"]
    return (try? run(check, environment: ProcessInfo.processInfo.environment).status) == 0
}
