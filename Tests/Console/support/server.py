"""A real `latchkey serve` with a database of its own, seeded with the demo."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import urllib.request

from support.waiting import wait_until

PROGRAM = pathlib.Path(__file__).parents[3] / ".build/debug/latchkey"


class Server:
    """`url` is the console and the admin API, `checks` the private listener, `demo` what `seed --demo` has written down."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="latchkey-console-")
        port, private = free_port(), free_port()
        # A browser keeps the session's cookie on https and on localhost only.
        self.url = f"http://localhost:{port}"
        self.checks = f"http://127.0.0.1:{private}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_") and name != "DATABASE_URL"} | {
            "LATCHKEY_DATA": self.data,
            "LATCHKEY_LISTEN": f"127.0.0.1:{port}",
            "LATCHKEY_PRIVATE_LISTEN": f"127.0.0.1:{private}",
            "LATCHKEY_PUBLIC_URL": self.url,
            "LATCHKEY_WEBHOOK_ALLOW_PRIVATE": "true",
            "LATCHKEY_SSO_ALLOW_PRIVATE": "true",
        }
        self.log = open(os.path.join(self.data, "serve.log"), "w+b")
        self.run("migrate")
        self.run("seed", "--demo")
        self.demo = self.read_demo()
        self.process = None
        self.start()

    def run(self, *arguments, stdin=None):
        return subprocess.run([PROGRAM, *arguments], env=self.environment, input=stdin, check=True, capture_output=True).stdout

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "serve"], env=self.environment, stdout=self.log, stderr=self.log)
        wait_until(self.is_ready, f"latchkey serve is ready, see {self.log.name}")

    def is_ready(self):
        if self.process.poll() is not None:
            self.log.seek(0)
            raise RuntimeError("latchkey serve did not start:\n" + self.log.read().decode())
        try:
            return urllib.request.urlopen(self.checks + "/readyz", timeout=2).status == 200
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def read_demo(self):
        with open(os.path.join(self.data, "demo.env")) as lines:
            return dict(line.strip().replace("'", "").replace('"', "").split("=", 1) for line in lines if "=" in line)

    def close(self):
        self.stop()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)


class RunningServer:
    """One that somebody has started: `CONSOLE_URL`, `CONSOLE_CHECKS`, and the demo's sign-ins in the file `CONSOLE_DEMO`."""

    def __init__(self):
        self.url = os.environ["CONSOLE_URL"]
        self.checks = os.environ["CONSOLE_CHECKS"]
        self.data = os.path.dirname(os.environ["CONSOLE_DEMO"])
        self.demo = Server.read_demo(self)

    def run(self, *arguments, stdin=None):
        """The command line beside it; `CONSOLE_PROGRAM` says where it is."""
        program = os.environ.get("CONSOLE_PROGRAM", PROGRAM)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"LATCHKEY_DATA": self.data}
        return subprocess.run([program, *arguments], env=environment, input=stdin, check=True, capture_output=True).stdout

    def close(self):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
