"""A web site of somebody else, on another port: another origin, though of the same site, to which the browser sends the cookie."""

import http.server
import threading


class Stranger:
    """`url` is its address; `pages` the HTML that it answers, by path."""

    def __init__(self):
        self.pages = {}
        stranger = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = stranger.pages.get(self.path, "<!doctype html><title>Elsewhere</title>").encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
