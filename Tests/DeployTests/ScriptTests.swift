import Foundation
import Testing

@Suite("The scripts")
struct ScriptTests {
    private let bash = "/bin/bash"

    @Test("every script is one that bash can read, and those to be called can be")
    func syntax() throws {
        for script in try Repository.scripts() {
            let outcome = try run([bash, "-n", script], environment: [:])
            #expect(outcome.status == 0, "\(script): \(outcome.output)")
            let path = Repository.root.appending(path: script).path()
            #expect(FileManager.default.isExecutableFile(atPath: path) == (script != "bin/prepare"), "\(script)")
        }
    }

    @Test(
        "without Swift they say how to get it",
        arguments: ["bin/test", "bin/serve", "bin/schema", "bin/bench", "bin/fuzz", ".ci/run"]
    )
    func swiftMissing(script: String) throws {
        try withPath(without: ["swift"], scripts: [:]) { path in
            let outcome = try run([bash, script], environment: ["PATH": path, "HOME": "/nonexistent", "CI": "true"])
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("Swift is not installed"))
            #expect(outcome.output.contains("swiftly install 6.3"))
        }
    }

    @Test(
        "an older Swift is not enough",
        arguments: [("5.10.1", false), ("6.2.3", false), ("6.3", true), ("6.10", true), ("7.0", true)]
    )
    func swiftVersion(version: String, isEnough: Bool) throws {
        let swift =
            "echo 'Swift version \(version) (swift-\(version)-RELEASE)'; echo 'Target: x86_64-unknown-linux-gnu'"
        try withPath(without: [], scripts: ["swift": swift]) { path in
            let outcome = try run(
                [bash, "-c", ". bin/prepare; need_swift"],
                environment: ["PATH": path, "HOME": "/nonexistent"]
            )
            #expect((outcome.status == 0) == isEnough, "\(outcome.output)")
            #expect(outcome.output.contains("is installed, but Latchkey needs 6.3 or newer") == !isEnough)
        }
    }

    @Test("an older Python is not enough for the tools that the tests use")
    func pythonVersion() throws {
        let python = "[ \"$1\" != --version ] || { echo 'Python 3.10.12'; exit 0; }; exit 1"
        try withPath(without: [], scripts: ["python3": python]) { path in
            let outcome = try run(
                [bash, "-c", "set -euo pipefail; . bin/prepare; install_python_tools none /nonexistent/tools"],
                environment: ["PATH": path]
            )
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("Python 3.10.12 is installed, but"))
            #expect(outcome.output.contains("need Python 3.11 or newer"))
        }
    }

    private let packages = [
        // Everything is installed but libssl-dev.
        "dpkg-query": "[ \"${@: -1}\" = libssl-dev ] || echo -n 'install ok installed'",
        "pkg-config": "true", "setpriv": "true", "postgres": "true",
        "apt-get": "echo \"apt-get[$DEBIAN_FRONTEND] $*\"",
    ]

    @Test("only what is missing is installed, as root without sudo, asking nothing")
    func packagesAsRoot() throws {
        try withPath(without: ["sudo"], scripts: packages.merging(["id": "echo 0"]) { $1 }) { path in
            let outcome = try run(
                [bash, "-c", "set -euo pipefail; . bin/prepare; need_packages"],
                environment: ["PATH": path]
            )
            #expect(outcome.status == 0)
            let calls = outcome.output.split(separator: "\n").filter { $0.hasPrefix("apt-get") }
            #expect(calls.count == 2)
            #expect(calls.first == "apt-get[noninteractive] update -q")
            #expect(calls.last?.hasPrefix("apt-get[noninteractive] install -q -y ") == true)
            #expect(calls.last?.hasSuffix(" libssl-dev") == true)
        }
    }

    @Test("another user's packages are installed by sudo, which must not ask where nobody can answer")
    func packagesBySudo() throws {
        let sudo = "echo \"sudo $*\""
        try withPath(without: [], scripts: packages.merging(["id": "echo 1000", "sudo": sudo]) { $1 }) { path in
            let outcome = try run(
                [bash, "-c", "set -euo pipefail; . bin/prepare; need_packages"],
                environment: ["PATH": path]
            )
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("sudo -n apt-get update"))
            #expect(outcome.output.contains("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install"))
        }
    }

    @Test("with neither root nor sudo they say what to run as root")
    func neitherRootNorSudo() throws {
        try withPath(without: ["sudo"], scripts: packages.merging(["id": "echo 1000"]) { $1 }) { path in
            let outcome = try run(
                [bash, "-c", "set -euo pipefail; . bin/prepare; need_packages"],
                environment: ["PATH": path]
            )
            #expect(outcome.status != 0)
            #expect(outcome.output.contains("needs root, and there is no sudo"))
        }
    }

    @Test("where nothing is missing nothing is asked of apt")
    func nothingMissing() throws {
        let all = packages.merging(["dpkg-query": "echo -n 'install ok installed'"]) { $1 }
        try withPath(without: [], scripts: all) { path in
            let outcome = try run(
                [bash, "-c", "set -euo pipefail; . bin/prepare; need_packages"],
                environment: ["PATH": path]
            )
            #expect(outcome.status == 0)
            #expect(outcome.output.isEmpty)
        }
    }

    @Test("where there is no apt they name what is missing")
    func noApt() throws {
        var others = packages
        others["apt-get"] = nil
        try withPath(without: ["apt-get"], scripts: others) { path in
            let outcome = try run(
                [bash, "-c", "set -euo pipefail; . bin/prepare; need_packages"],
                environment: ["PATH": path]
            )
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("libssl-dev"))
        }
    }

    @Test("a step that fails stops the script with its status, at its first failing command")
    func failingStep() throws {
        let script =
            "set -euo pipefail; . bin/prepare; work() { (exit 7); echo unreached; }; step working work; echo unreached"
        let outcome = try run([bash, "-c", script], environment: ["PATH": "/usr/bin:/bin"])
        #expect(outcome.status == 7)
        #expect(!outcome.output.contains("unreached"))
        #expect(outcome.output.contains("working FAILED after"))
    }
}
