"""A web site of somebody else, on another port: another origin, though of the same site, to which the browser sends the cookie."""

from support.listener import Listener


class Stranger(Listener):
    """`url` is its address; `pages` the HTML that it answers, by path."""

    def __init__(self):
        super().__init__()
        self.pages = {}
        self.url = f"http://localhost:{self.port}"

    def answer(self, path, *_):
        page = self.pages.get(path, "<!doctype html><title>Elsewhere</title>")
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()
