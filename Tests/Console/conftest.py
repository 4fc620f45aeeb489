"""The console in a real browser, against a real server. Run by `bin/test`; `bin/test --console` runs these alone."""

import os
import pathlib
import re
import types

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect, sync_playwright

from support.gallery import Gallery
from support.server import RunningServer, Server
from support.waiting import wait_until
from support.world import World

CHROMIUM = os.environ.get("CONSOLE_CHROMIUM", "/usr/bin/chromium")
PICTURES = pathlib.Path(os.environ.get("CONSOLE_PICTURES", pathlib.Path(__file__).parents[2] / ".build/screenshots"))
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# What WCAG 2.2 AA asks for, and what axe calls best practice besides.
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Those that another scheme can break.
RULES_OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# For a browser whose clock stands still: answers are of the same time, so that nobody corrects it.
OF_THE_SAME_TIME = """{
  const { get } = Headers.prototype;
  Headers.prototype.get = function (name) { return name === "Date" ? new Date().toUTCString() : get.call(this, name); };
}"""
PORTALS = ["partner-portal", "enterprise-dashboard", "merchant-portal", "tenant-settings", "business-integrations"]

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


@pytest.fixture(scope="session")
def portals(world):
    """A tenant of a preset, its admin, and the group of its keys where they have one; made when first asked for."""
    made = {}

    def find(preset):
        if preset not in made:
            parent = {"parent": world.partner()} if preset == "merchant-portal" else {}
            tenant, admin = world.admin(preset, key_limit=1000, **parent)
            group = world.group(tenant, "Invoicing", ["invoices:read", "invoices:write"]) if preset == "tenant-settings" else None
            made[preset] = types.SimpleNamespace(tenant=tenant, admin=admin, group=group)
        return made[preset]

    return find


def sign_in(context, server, person):
    """Gives a browser the session's cookie. Hashing takes its time, and a busy machine says 503."""

    def answer():
        answer = context.request.post(
            "/v1/sessions",
            data={"email": person.email, "password": person.password, "transport": "COOKIE"},
            headers={"Origin": server.url},
        )
        return answer if answer.status != 503 else None

    answer = wait_until(answer, "the server has the time to hash a password")
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

    def open(self, path="/", person=None, viewport=WIDE, at=None, **options):
        """A page at `path`, signed in as `person` in a browser of their own, whose clock stands at `at`."""
        context = self.browser.new_context(base_url=self.server.url, viewport=viewport, **options)
        context.set_default_timeout(60_000)
        if at:
            context.clock.set_fixed_time(at)
            context.add_init_script(OF_THE_SAME_TIME)
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

    def hold_quiet(self):
        """The browser has complained of nothing that was not expected; what was is over then."""
        unexpected = [each for each in self.complaints if not any(re.search(pattern, each) for pattern in self.expected)]
        self.complaints.clear()
        self.expected.clear()
        assert not unexpected, f"the browser complained: {unexpected}"

    def close(self):
        for context in self.contexts:
            # What a route has asked for may be on its way.
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")
            context.close()
        self.hold_quiet()


@pytest.fixture(scope="module")
def gallery(world):
    return Gallery(world)


@pytest.fixture(scope="module")
def walks(browser, server):
    walks = Visits(browser, server)
    yield walks
    walks.close()


@pytest.fixture(scope="module")
def walker(walks, gallery):
    """The page of a browser in which somebody of the gallery goes from page to page; each person has one."""
    pages = {}

    def find(name):
        if name not in pages:
            pages[name] = walks.open("/sign-in" if name == "nobody" else "/account", gallery.people[name])
        walks.hold_quiet()
        return pages[name]

    return find


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


def hold_copied(page, text):
    """It is what has been copied, which is found by pasting it: pages of the console may not read the clipboard."""
    other = page.context.new_page()
    other.set_content("<textarea></textarea>")
    field = other.locator("textarea")

    def is_pasted():
        field.fill("")
        field.press("Control+V")
        return field.input_value() == text

    wait_until(is_pasted, "the text is in the clipboard")
    other.close()


def reach(page, control):
    """Goes to a control with the Tab key alone."""
    expect(control).to_be_visible()
    for _ in range(60):
        if control.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not get there.")


def hold_accessible(page, rules=RULES):
    """Holds a page to WCAG 2.2 AA, as far as axe can tell."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    told = page.evaluate(
        """async (rules) => {
          // What lies half under the bar on top is measured as if it were that small.
          const place = scrollY;
          scrollTo(0, 0);
          const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
          scrollTo(0, place);
          return violations.map(({ id, help, nodes }) => [id, help, ...nodes.slice(0, 4).map(({ html }) => html.slice(0, 160))].join(": "));
        }""",
        rules,
    )
    assert not told, "\n".join(told)


# What can be used, in pairs that lie over each other.
OVERLAPS = """() => {
  const holder = document.querySelector("dialog[open]") ?? document.querySelector("main");
  const isShown = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".unseen, .menu-box");
  const all = [...holder.querySelectorAll("input, select, textarea, button")].filter(isShown).map((each) => [each, each.getBoundingClientRect()]);
  const name = (each) => each.outerHTML.slice(0, 120);
  return all.flatMap(([one, a], index) => all.slice(index + 1).filter(([other, b]) =>
    !one.contains(other) && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .map(([other]) => `${name(one)} and ${name(other)}`));
}"""


def hold_within(page):
    """Nothing is wider than the screen, or than the dialog that it is in, and no control lies over another."""
    width = page.evaluate("Math.max(...[...document.querySelectorAll(':root, dialog[open]')].map((each) => each.scrollWidth - each.clientWidth))")
    assert width <= 0, f"{page.url} is {width} px wider than the screen"
    overlaps = page.evaluate(OVERLAPS)
    assert not overlaps, f"{page.url} at {page.viewport_size['width']} px: {overlaps[:3]}"


def hold_everywhere(page):
    """Accessible and within the screen, wide and light as well as narrow and dark."""
    before = page.viewport_size
    for size, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        hold_accessible(page)
        hold_within(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def picture(page, name):
    """Writes what is seen as `.build/screenshots/NAME.WIDTH.SCHEME.png`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    page.screenshot(path=PICTURES / f"{name}.{page.viewport_size['width']}.{scheme}.png", full_page=True)
