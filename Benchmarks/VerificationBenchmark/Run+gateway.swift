import BenchmarkSupport
import Foundation
import Logging
import NIOCore

extension Run {
    /// nginx in front of an API, with and without asking Latchkey about each request: a figure without a bar, since most of
    /// it is nginx's.
    func measureGateway(_ population: Population, _ installation: Installation, _ table: inout Table) async throws {
        guard let nginx = Nginx.program else {
            table.add(Table.Line(name: "nginx with / without auth_request", figure: "-", note: "no nginx here"))
            return
        }
        let ports = try await FreePorts.find(2)
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-nginx-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "nginx.conf")
        try Nginx.configuration(port: ports[0], application: ports[1], latchkey: installation.port, folder.path())
            .write(to: file, atomically: true, encoding: .utf8)
        try await withChildren { children in
            try await children.start(nginx, ["-p", folder.path(), "-e", "stderr", "-c", file.path()])
            try await FreePorts.wait(for: "GET /open HTTP/1.1\r\nHost: a\r\n\r\n", port: ports[0])
            let key = population.keys[0]
            let closed = try await request("/closed", key).load(connections: plan.connections, port: ports[0])
            let open = try await request("/open", key).load(connections: plan.connections, port: ports[0])
            let rounds = try await Rounds.run(
                plan.rounds,
                "with",
                beside: "without",
                ours: { try await closed.answersPerSecond(port: ports[0], plan.duration) },
                theirs: { try await open.answersPerSecond(port: ports[0], plan.duration) }
            )
            table.add(rounds.line("nginx with / without auth_request", atLeast: nil))
        }
    }

    private func request(_ path: String, _ key: String) -> Question {
        Question(
            name: "nginx",
            requests: ["GET \(path) HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer \(key)\r\nAccept: */*\r\n\r\n"]
        )
    }
}

/// Debian's nginx, with the essentials of deploy/nginx: what is asked, and over connections that stay open.
private enum Nginx {
    static var program: String? {
        ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    static func configuration(port: Int, application: Int, latchkey: Int, _ folder: String) -> String {
        """
        daemon off;
        worker_processes 1;
        pid \(folder)/pid;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 100000000;
            client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/proxy;
            fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi;
            scgi_temp_path \(folder)/scgi;
            upstream latchkey { server 127.0.0.1:\(latchkey); keepalive 64; keepalive_requests 100000000; }
            upstream application { server 127.0.0.1:\(application); keepalive 64; keepalive_requests 100000000; }
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            server {
                listen 127.0.0.1:\(application);
                location / { return 200 "{}"; }
            }
            server {
                listen 127.0.0.1:\(port);
                location /open { proxy_pass http://application; }
                location /closed {
                    auth_request /check;
                    proxy_pass http://application;
                }
                location = /check {
                    internal;
                    proxy_pass http://latchkey/v1/authorize?scope=orders:read&limited=403;
                    proxy_pass_request_body off;
                    proxy_set_header Content-Length "";
                    proxy_set_header Connection "";
                    proxy_set_header Host latchkey;
                    proxy_set_header X-Forwarded-For 192.0.2.1;
                }
            }
        }

        """
    }
}
