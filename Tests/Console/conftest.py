"""The console in a real browser, against a real server. Run by `bin/test`; `bin/test --console` runs these alone."""

import os
import pathlib
import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from support.server import RunningServer, Server
from support.world import World

CHROMIUM = os.environ.get("CONSOLE_CHROMIUM", "/usr/bin/chromium")
PICTURES = pathlib.Path(os.environ.get("CONSOLE_PICTURES", pathlib.Path(__file__).parents[2] / ".build/screenshots"))
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# What WCAG 2.2 AA asks for, and what axe calls best practice besides.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

# For a machine that is busy; nothing waits longer than it has to.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def server():
    server = RunningServer() if "CONSOLE_URL" in os.environ else Server()
    yield server
    server.close()


@pytest.fixture(scope="session")
def world(server):
    return World(server)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(context, server, person):
    """Gives a browser the session's cookie. Hashing takes its time, and a busy machine says 503."""
    deadline = time.monotonic() + 60
    while True:
        answer = context.request.post(
            "/v1/sessions",
            data={"email": person.email, "password": person.password, "transport": "COOKIE"},
            headers={"Origin": server.url},
        )
        if answer.status != 503 or time.monotonic() > deadline:
            break
    assert answer.status == 201, answer.text()


class Visits:
    """Opens the console as somebody, and notices whatever the browser complains of."""

    def __init__(self, browser, server):
        self.browser = browser
        self.server = server
        self.contexts = []
        self.complaints = []
        # Regular expressions of complaints that a test means to bring about.
        self.expected = []
        # Signing in costs a hash of the password, so once for each person is enough, but where it is sessions that matter.
        self.keeps_sessions = True

    def open(self, path="/", person=None, viewport=WIDE, **options):
        """A page at `path`, signed in as `person` in a browser of their own."""
        context = self.browser.new_context(base_url=self.server.url, viewport=viewport, **options)
        context.set_default_timeout(60_000)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.server.url)
        self.contexts.append(context)
        if person and not (self.keeps_sessions and self.goes_on(context, person)):
            self.sign_in(context, person)
        page = context.new_page()
        self.watch(page)
        page.goto(path)
        settled(page)
        return page

    def goes_on(self, context, person):
        """Whether the session of another browser could be gone on with."""
        context.add_cookies(person.cookies or [])
        is_good = bool(person.cookies) and context.request.get("/v1/me").ok
        if not is_good:
            context.clear_cookies()
        return is_good

    def sign_in(self, context, person):
        sign_in(context, self.server, person)
        person.cookies = context.cookies()

    def watch(self, page):
        page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def expect_complaint(self, pattern):
        self.expected.append(pattern)

    def close(self):
        for context in self.contexts:
            context.close()
        unexpected = [each for each in self.complaints if not any(re.search(pattern, each) for pattern in self.expected)]
        assert not unexpected, f"the browser complained: {unexpected}"


@pytest.fixture
def visits(browser, server):
    visits = Visits(browser, server)
    yield visits
    visits.close()


def settled(page):
    """Waits until the page that the address names is shown."""
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator(".progress")).to_be_hidden()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def clipboard(page):
    """What has been copied, by pasting it: pages of the console may not read the clipboard."""
    other = page.context.new_page()
    other.set_content("<textarea></textarea>")
    other.locator("textarea").press("Control+V")
    text = other.locator("textarea").input_value()
    other.close()
    return text


def hold_accessible(page):
    """Holds a page to WCAG 2.2 AA, as far as axe can tell."""
    # What lies half under the bar on top is measured as if it were that small.
    place = page.evaluate("() => { const y = scrollY; scrollTo(0, 0); return y; }")
    findings = Axe().run(page, options=RULES).response["violations"]
    page.evaluate("(y) => scrollTo(0, y)", place)
    told = [f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:4]]}" for each in findings]
    assert not told, "\n".join(told)


def hold_within(page):
    """Nothing is wider than the screen."""
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{page.url} is {width} px wider than the screen"


def picture(page, name):
    """Writes what is seen as `.build/screenshots/NAME.WIDTH.SCHEME.png`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    page.screenshot(path=PICTURES / f"{name}.{page.viewport_size['width']}.{scheme}.png", full_page=True)
