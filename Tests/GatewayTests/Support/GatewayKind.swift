import Foundation

/// A gateway that `deploy/` has a configuration for, and that can be had on this machine.
enum GatewayKind: String, CaseIterable, Sendable {
    case nginx
    case caddy

    /// What is told apart between a configuration and its test: addresses, ports and the token. All else is as it stands in
    /// `deploy/`.
    struct Places {
        let port: Int
        let latchkey: Int
        let application: Int
        let token: String?
        /// What a test does to the configuration beyond that.
        let change: @Sendable (String) -> String
    }

    var program: String? {
        ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map { "\($0)/\(rawValue)" }
            .first(where: FileManager.default.isExecutableFile(atPath:))
    }

    var arguments: [String] {
        switch self {
        case .nginx: ["-e", "stderr", "-p", ".", "-c", "nginx.conf"]
        case .caddy: ["run", "--config", "Caddyfile", "--adapter", "caddyfile"]
        }
    }

    /// Writes the configuration into a folder.
    func configure(in folder: URL, _ places: Places) throws {
        switch self {
        case .nginx: try configureNginx(in: folder, places)
        case .caddy: try configureCaddy(in: folder, places)
        }
    }

    /// What Debian has in /etc/nginx/nginx.conf; in one process, which needs no user of its own when root starts it.
    private static let nginxConf = """
        daemon off;
        master_process off;
        pid nginx.pid;
        events { worker_connections 256; }
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            include latchkey.conf;
            include api.conf;
        }
        """

    private func configureNginx(in folder: URL, _ places: Places) throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "snippets"),
            withIntermediateDirectories: false
        )
        try Self.nginxConf.write(to: folder.appending(path: "nginx.conf"), atomically: false, encoding: .utf8)
        for file in ["latchkey.conf", "api.conf", "snippets/latchkey-server.conf", "snippets/latchkey-location.conf"] {
            try copy("nginx/\(file)", to: folder.appending(path: file), places) { text in
                text.replacing("listen 80;", with: "listen 127.0.0.1:\(places.port);")
            }
        }
        try copy(
            "nginx/snippets/latchkey-token.conf",
            to: folder.appending(path: "snippets/latchkey-token.conf"),
            places
        ) {
            $0.replacing("Latchkey-Gateway-Token \"\"", with: "Latchkey-Gateway-Token \"\(places.token ?? "")\"")
        }
    }

    private func configureCaddy(in folder: URL, _ places: Places) throws {
        try copy("caddy/Caddyfile", to: folder.appending(path: "Caddyfile"), places) { text in
            let listening = text.replacing("http://:80 {", with: "http://:\(places.port) {")
            return places.token == nil
                ? listening
                : listening.replacing("# header_up Latchkey-Gateway-Token", with: "header_up Latchkey-Gateway-Token")
        }
    }

    private func copy(_ path: String, to copy: URL, _ places: Places, _ change: (String) -> String) throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        let text = try String(contentsOf: repository.appending(path: "deploy/\(path)"), encoding: .utf8)
            .replacing("127.0.0.1:8081", with: "127.0.0.1:\(places.latchkey)")
            .replacing("127.0.0.1:3000", with: "127.0.0.1:\(places.application)")
        try places.change(change(text)).write(to: copy, atomically: false, encoding: .utf8)
    }
}
