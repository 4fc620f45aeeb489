"""Signing in, out, and in again where a session has ended."""

import re
import urllib.error
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere, settled, sign_in
from support.network import problem
from support.totp import Authenticator


@pytest.fixture
def visits(visits):
    """Each browser with a session of its own."""
    visits.keeps_sessions = False
    return visits


@pytest.fixture(scope="module")
def tenant_and_admin(world):
    return world.admin()


@pytest.fixture
def tenant(tenant_and_admin):
    return tenant_and_admin[0]


@pytest.fixture
def admin(world, tenant_and_admin):
    """Signed in anew, since tests end sessions."""
    return world.sign_in(tenant_and_admin[1])


@pytest.fixture(scope="module")
def guarded(world):
    """Somebody with a second factor: who, their app, and their recovery codes."""
    tenant = world.tenant()
    person = world.person(tenant, "BUSINESS_ADMIN")
    secret = world.ask(person, "POST", "/v1/me/second-factor", {"password": person.password})["secret"]
    app = Authenticator(secret)
    codes = world.ask(person, "POST", "/v1/me/second-factor/confirm", {"code": app.code()})["recovery_codes"]
    return person, app, codes


def fill_in(page, person, password=None):
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password or person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def end_sessions(world, person):
    """All but the one of the API: those of browsers."""
    world.ask(person, "DELETE", "/v1/sessions")


def the_dialog(page):
    return page.get_by_role("dialog", name="Your session has ended")


# With a password


def test_whoever_asks_for_a_page_gets_that_very_page_after_signing_in(visits, tenant, admin):
    address = f"/tenants/{tenant['id']}/keys?status=ACTIVE"
    page = visits.open(address)
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page.get_by_label("E-mail")).to_be_focused()
    fill_in(page, admin)
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    expect(page.get_by_role("heading", name="API keys", exact=True)).to_be_visible()


def test_nobody_is_led_to_another_site(visits, server, admin):
    page = visits.open("/account", admin)
    for address in ("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/.//evil.example"):
        page.goto("/sign-in?" + urllib.parse.urlencode({"return": address}))
        expect(page, address).to_have_url(re.compile("^" + re.escape(server.url) + "/(?!sign-in)"))
        visits.expect_complaint("404")


def test_a_wrong_password_is_told_and_what_was_typed_stays(visits, admin):
    visits.expect_complaint("401")
    page = visits.open("/sign-in")
    fill_in(page, admin, "not my password")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is wrong.")
    expect(page.get_by_label("E-mail")).to_have_value(admin.email)
    hold_accessible(page)


def test_nothing_is_sent_before_it_is_filled_in(visits):
    page = visits.open("/sign-in")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This is needed.")).to_have_count(2)
    expect(page.get_by_label("E-mail")).to_be_focused()


def test_whoever_is_throttled_is_told_how_long(visits, admin):
    visits.expect_complaint("429")
    page = visits.open("/sign-in")
    throttled = problem(429, "Too many wrong guesses.", "TOO_MANY_REQUESTS", {"Retry-After": "350"})
    page.route("**/v1/sessions", lambda route: route.fulfill(**throttled))
    fill_in(page, admin)
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong guesses.")
    expect(page.get_by_role("alert")).to_contain_text("Try again in 6 minutes.")


def test_a_server_that_is_busy_or_gone_is_told(visits, admin):
    visits.expect_complaint("503|ERR_FAILED")
    page = visits.open("/sign-in")
    busy = problem(503, "There is too much to do just now.", headers={"Retry-After": "2"})
    page.route("**/v1/sessions", lambda route: route.fulfill(**busy))
    fill_in(page, admin)
    expect(page.get_by_role("alert")).to_contain_text("Try again in 2 seconds.")
    page.unroute("**/v1/sessions")
    page.route("**/v1/sessions", lambda route: route.abort())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.unroute("**/v1/sessions")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_hidden()


def test_the_page_is_accessible_and_fits(visits):
    page = visits.open("/sign-in?refused=NO_ROLE")
    page.get_by_role("button", name="Go to your organization").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    hold_everywhere(page)


# With a second factor


def test_the_second_factor_is_asked_for_when_it_is_needed(visits, guarded):
    visits.expect_complaint("401")
    person, app, _ = guarded
    page = visits.open("/account")
    expect(page.get_by_label("Code")).to_be_hidden()
    fill_in(page, person)
    code = page.get_by_label("Code")
    expect(code).to_be_focused()
    expect(page.get_by_label("Password", exact=True)).to_have_value(person.password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is needed.")).to_be_visible()
    hold_accessible(page)
    code.fill(app.wrong_code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("code")
    expect(page.get_by_label("Password", exact=True)).to_have_value(person.password)
    code.fill(app.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_a_recovery_code_does_for_the_code(visits, guarded):
    visits.expect_complaint("401")
    person, _, recovery_codes = guarded
    page = visits.open("/account")
    fill_in(page, person)
    page.get_by_label("Code").fill(recovery_codes[0].upper())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


# With an organization


def open_organization(page):
    page.get_by_text("Sign in with your organization").click()
    return page.get_by_label("Organization", exact=True)


def test_an_organization_is_named_by_id_or_address_and_remembered(visits, server, tenant):
    page = visits.open("/account")
    asked = []
    page.route("**/v1/single-sign-on/**", lambda route: (asked.append(route.request.url), route.fulfill(content_type="text/html", body="<h1>The provider</h1>")))
    field = open_organization(page)
    for typed, told in (
        ("Acme", "Give the organization’s id"),
        ("ten_123", "26 letters and digits"),
        (f"https://elsewhere.example/v1/single-sign-on/{tenant['id']}", "of another server, elsewhere.example"),
        (server.url + "/v1/single-sign-on/ten_123", "Give the organization’s id"),
    ):
        field.fill(typed)
        field.press("Enter")
        expect(page.get_by_text(told)).to_be_visible()
    assert not asked
    field.fill(f" {server.url}/v1/single-sign-on/{tenant['id']} ")
    field.press("Enter")
    expect(page.get_by_role("heading", name="The provider")).to_be_visible()
    assert asked == [f"{server.url}/v1/single-sign-on/{tenant['id']}"]

    # The provider sends nobody back to the page that they asked for: the console keeps it.
    page.goto("/sign-in?refused=NO_ROLE")
    expect(page.get_by_label("Organization", exact=True)).to_have_value(tenant["id"])
    page.get_by_role("button", name="Go to your organization").press("Enter")
    expect(page.get_by_role("heading", name="The provider")).to_be_visible()
    visits.expect_complaint("401")


def test_whoever_comes_back_from_their_provider_gets_the_page_that_they_asked_for(visits, server, tenant, admin):
    visits.expect_complaint("401")
    page = visits.open(f"/tenants/{tenant['id']}/audit")
    page.route("**/v1/single-sign-on/**", lambda route: route.fulfill(content_type="text/html", body="<h1>The provider</h1>"))
    field = open_organization(page)
    field.fill(tenant["id"])
    field.press("Enter")
    expect(page.get_by_role("heading", name="The provider")).to_be_visible()
    sign_in(page.context, server, admin)
    page.goto("/")
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/audit$"))
    # Once: the start page is the start page afterwards.
    page.goto("/")
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/keys$"))


@pytest.mark.parametrize("reason, told", [
    ("NOT_BEGUN", "more than ten minutes ago"),
    ("PROVIDER_REFUSED", "did not let you in"),
    ("PROVIDER_UNREACHABLE", "cannot be reached just now"),
    ("EMAIL_NOT_VERIFIED", "does not vouch for your e-mail address"),
    ("NO_ROLE", "None of your groups has a role here"),
    ("NOT_FOUND", "no organization under this ID"),
    ("SOMETHING_NEW", "The reason given was SOMETHING_NEW."),
    ("<b>constructor", "did not succeed. Try again"),
])
def test_why_somebody_was_not_let_in_is_said_in_words(visits, reason, told):
    page = visits.open("/sign-in?" + urllib.parse.urlencode({"refused": reason}))
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text(re.compile(re.escape(told).replace(r"\ ", r"\s*")))
    expect(alert).not_to_contain_text("<b>")


def test_whoever_was_refused_and_is_signed_in_is_told_both(visits, admin):
    page = visits.open("/sign-in?refused=NO_ROLE&return=/account", admin)
    expect(page.get_by_role("alert")).to_contain_text("None of your groups has a role here.")
    expect(page.get_by_text("You are still signed in as")).to_contain_text(admin.email)
    hold_accessible(page)
    page.get_by_role("link", name="Go on").click()
    expect(page).to_have_url(re.compile("/account$"))


# On plain http


def test_plain_http_is_told_before_and_after(visits, server, admin):
    # With the cookies that the browser itself has kept: a fetch of Playwright's would bring its own.
    def forward(route):
        request = route.request
        headers = {name: value for name, value in request.all_headers().items() if not name.startswith(":") and name not in ("host", "accept-encoding")}
        forwarded = urllib.request.Request(
            server.url + request.url.split("console.test", 1)[1], method=request.method, data=request.post_data_buffer,
            headers={**headers, **({"origin": server.url} if "origin" in headers else {})})
        try:
            answer = urllib.request.urlopen(forwarded)
        except urllib.error.HTTPError as error:
            answer = error
        route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.read())

    visits.expect_complaint("401")
    # The browser grumbles over headers that mean nothing on plain http.
    visits.expect_complaint("Cross-Origin-Opener-Policy|Origin-Agent-Cluster")
    page = visits.open("/sign-in")
    page.context.route("http://console.test/**", forward)
    page.goto("http://console.test/sign-in")
    settled(page)
    expect(page.get_by_text("This page came over plain http.")).to_be_visible()
    hold_accessible(page)
    fill_in(page, admin)
    expect(page.get_by_role("alert")).to_contain_text("has not kept the session’s cookie")


# Signing out, and other tabs


def test_signing_out_is_seen_in_the_other_tabs(visits, tenant, admin):
    page = visits.open("/account", admin)
    other = page.context.new_page()
    visits.watch(other)
    other.goto(f"/tenants/{tenant['id']}/keys")
    settled(other)
    page.get_by_role("button", name=f"Account of {admin.name}").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(other.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(other).to_have_url(re.compile("return="))
    # And signing in leads the other on to where it was.
    fill_in(page, admin)
    expect(other).to_have_url(re.compile(f"/tenants/{tenant['id']}/keys$"))


def test_whoever_signs_in_as_somebody_else_does_so_in_all_tabs(visits, world, server, tenant, admin):
    member = world.person(tenant, "MEMBER", name="Kim Other")
    page = visits.open("/account", admin)
    other = page.context.new_page()
    visits.watch(other)
    other.goto("/account")
    settled(other)
    sign_in(page.context, server, member)
    other.reload()
    expect(other.get_by_role("button", name="Account of Kim Other")).to_be_visible()
    expect(page.get_by_role("button", name="Account of Kim Other")).to_be_visible()


def typed_group(visits, world, server, tenant, admin, script=None):
    """A form that the admin has begun, and another tab in which somebody else has signed in since."""
    name = world.name("Typed group")
    page = visits.open("/account", admin)
    if script:
        page.add_init_script(script)
    page.goto(f"/tenants/{tenant['id']}/groups/new")
    settled(page)
    page.get_by_label("Name").fill(name)
    page.get_by_role("checkbox").first.check()
    other = page.context.new_page()
    visits.watch(other)
    sign_in(page.context, server, world.person(tenant, "BUSINESS_ADMIN", name="Kim Other"))
    other.goto("/account")
    expect(other.get_by_role("button", name="Account of Kim Other")).to_be_visible()
    return page, name


def hold_as_somebody_else(page, world, tenant, name):
    dialog = page.get_by_role("dialog", name="Somebody else is signed in now")
    expect(dialog).to_be_visible()
    for _ in range(5):
        page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    hold_accessible(page)
    dialog.get_by_role("button", name="Go on as Kim Other").click()
    expect(page.get_by_role("button", name="Account of Kim Other")).to_be_visible()
    groups = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/authorization-groups?limit=100")["data"]
    assert name not in [group["name"] for group in groups]


def test_what_somebody_has_typed_is_not_sent_as_somebody_else(visits, world, server, tenant, admin):
    page, name = typed_group(visits, world, server, tenant, admin)
    hold_as_somebody_else(page, world, tenant, name)


def test_a_tab_that_was_not_told_notices_before_it_sends(visits, world, server, tenant, admin):
    page, name = typed_group(visits, world, server, tenant, admin, "delete window.BroadcastChannel")
    page.get_by_role("button", name=re.compile("^(Create|Make|Add|Save)")).click()
    hold_as_somebody_else(page, world, tenant, name)


def test_ones_account_asks_to_sign_in_again_too(visits, world, tenant, admin):
    visits.expect_complaint("401")
    page = visits.open(f"/tenants/{tenant['id']}/members", admin)
    end_sessions(world, admin)
    page.get_by_role("button", name=f"Account of {admin.name}").click()
    page.get_by_role("link", name="Your account").click()
    the_dialog(page).get_by_label("Password", exact=True).fill(admin.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_what_was_typed_is_asked_for_before_signing_out(visits, tenant, admin):
    page = visits.open(f"/tenants/{tenant['id']}/groups/new", admin)
    page.get_by_label("Name").fill("Half a group")
    page.get_by_role("button", name=f"Account of {admin.name}").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("dialog", name="Leave this page?").get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Name")).to_have_value("Half a group")


def test_a_link_of_another_site_finds_whoever_is_signed_in(visits, server, admin):
    page = visits.open("/account", admin)
    page.context.route("http://elsewhere.test/**", lambda route: route.fulfill(content_type="text/html", body=f'<a href="{server.url}/account">Look</a>'))
    page.goto("http://elsewhere.test/")
    page.get_by_role("link", name="Look").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


# When the session has ended


def test_a_form_survives_the_end_of_the_session_and_is_sent(visits, world, tenant, admin):
    visits.expect_complaint("401")
    name = world.name("Kept group")
    page = visits.open(f"/tenants/{tenant['id']}/groups/new", admin)
    page.get_by_label("Name").fill(name)
    page.get_by_role("checkbox").first.check()
    end_sessions(world, admin)
    page.get_by_role("button", name=re.compile("^(Create|Make|Add|Save)")).click()

    dialog = the_dialog(page)
    email = dialog.get_by_label("E-mail")
    expect(email).to_have_value(admin.email)
    # Nobody else can go on with what somebody has typed.
    expect(email).not_to_be_editable()
    expect(dialog.get_by_label("Password", exact=True)).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    hold_everywhere(page)
    dialog.get_by_label("Password", exact=True).fill("not my password")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("wrong")
    dialog.get_by_label("Password", exact=True).fill(admin.password)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    groups = world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/authorization-groups?limit=100")["data"]
    assert [group["name"] for group in groups].count(name) == 1


def test_the_dialog_asks_for_a_second_factor_too(visits, world, guarded):
    visits.expect_complaint("401")
    person, _, recovery_codes = guarded
    page = visits.open("/account")
    fill_in(page, person)
    page.get_by_label("Code").fill(recovery_codes[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    other = world.ask(None, "POST", "/v1/sessions", {"email": person.email, "password": person.password, "code": recovery_codes[2], "transport": "BEARER"})
    person.token = other["token"]
    end_sessions(world, person)
    page.get_by_role("button", name="Sign out everywhere else").click()
    page.get_by_role("dialog", name="Sign out everywhere else?").get_by_role("button", name="Sign out everywhere else").click()
    dialog = the_dialog(page)
    dialog.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Code")).to_be_focused()
    dialog.get_by_label("Code").fill(recovery_codes[3])
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed out everywhere else.")).to_be_visible()


def test_several_requests_lead_to_one_dialog(visits, world, admin):
    visits.expect_complaint("401")
    page = visits.open("/account", admin)
    end_sessions(world, admin)
    ask_eight_times(page)
    expect(the_dialog(page)).to_be_visible()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_have_count(1)
    the_dialog(page).get_by_label("Password", exact=True).fill(admin.password)
    page.keyboard.press("Enter")
    expect(the_dialog(page)).to_be_hidden()
    assert page.evaluate("window.answers") == [200] * 8
    expect(page.get_by_role("dialog", name="Your session has ended")).to_have_count(0)


def ask_eight_times(page):
    page.evaluate("""async () => {
      const { api } = await import(document.querySelector('script[type=module]').src.replace('main.js', 'lib/api.js'));
      window.answers = Promise.all(Array.from({ length: 8 }, () => api.get('/v1/sessions').then(({ status }) => status)));
    }""")


def test_whoever_does_not_want_to_is_led_to_sign_in(visits, world, tenant, admin):
    visits.expect_complaint("401")
    page = visits.open(f"/tenants/{tenant['id']}/groups/new", admin)
    page.get_by_label("Name").fill("Never made")
    end_sessions(world, admin)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name=re.compile("^(Create|Make|Add|Save)")).click()
    the_dialog(page).get_by_role("button", name="Leave this page").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile("return="))
    fill_in(page, admin)
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/groups/new$"))


def test_signing_in_again_in_another_tab_is_enough(visits, world, admin):
    visits.expect_complaint("401")
    page = visits.open("/account", admin)
    end_sessions(world, admin)
    ask_eight_times(page)
    expect(the_dialog(page)).to_be_visible()
    other = page.context.new_page()
    visits.watch(other)
    other.goto("/account")
    expect(other.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    fill_in(other, admin)
    expect(other.get_by_role("heading", name="Your account")).to_be_visible()
    expect(the_dialog(page)).to_be_hidden()
    assert page.evaluate("window.answers") == [200] * 8


def test_whoever_came_from_their_organization_signs_in_there_again(visits, world, server, tenant, admin):
    visits.expect_complaint("401")
    page = visits.open("/sign-in")
    sign_in(page.context, server, admin)

    def without_password(route):
        answer = route.fetch()
        if answer.status != 200:
            return route.fulfill(response=answer)
        return route.fulfill(response=answer, json={**answer.json(), "second_factor": None})

    page.context.route("**/v1/me", without_password)
    page.goto(f"/tenants/{tenant['id']}/groups/new")
    settled(page)
    end_sessions(world, admin)
    ask_eight_times(page)
    dialog = the_dialog(page)
    expect(dialog.get_by_text("You signed in with your organization")).to_be_visible()
    expect(dialog.get_by_label("Password")).to_have_count(0)
    link = dialog.get_by_role("link", name="Sign in with your organization")
    expect(link).to_have_attribute("href", f"/v1/single-sign-on/{tenant['id']}")
    expect(link).to_have_attribute("target", "_blank")
    hold_accessible(page)
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("alert")).to_have_text("You are not signed in yet.")
    sign_in(page.context, server, admin)
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_be_hidden()
    assert page.evaluate("window.answers") == [200] * 8


# The head of the page, without a mouse


def test_the_account_menu_works_by_keyboard(visits, admin):
    page = visits.open("/account", admin)
    button = page.get_by_role("button", name=f"Account of {admin.name}")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name="Your account")).to_be_focused()
    hold_accessible(page)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_switcher_works_by_keyboard(visits, world):
    first, second = world.tenant(), world.tenant()
    person = world.person(first, "BUSINESS_ADMIN")
    world.join(person, second, "ADVISOR")
    page = visits.open(f"/tenants/{first['id']}/keys", person)
    button = page.get_by_role("button", name=f"Switch from {first['name']}")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Find a tenant")).to_be_focused()
    expect(page.get_by_role("link", name=second["name"])).to_be_visible()
    hold_accessible(page)
    page.get_by_role("link", name=second["name"]).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(second["id"]))
