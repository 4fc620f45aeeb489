"""Servers that hang, networks that answer in their place, clocks that are wrong, browsers that keep nothing, addresses of nonsense."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from conftest import settled
from support.network import problem
from support.once import store
from support.times import now

# Nobody waits half a minute for a test.
IMPATIENT = "{ const { timeout } = AbortSignal; AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.min(ms, 500)); }"
KEEPING_NOTHING = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('Blocked', 'SecurityError'); } })"


@pytest.fixture
def business(portals):
    return portals("business-integrations")


@pytest.fixture
def enter(visits, business):
    """Opens a page of the tenant as its admin."""
    return lambda path="keys": visits.open(f"/tenants/{business.tenant['id']}/{path}", business.admin)


def turn_clock(page, days):
    """The browser's clock is that wrong, from the next page that is loaded."""
    page.clock.set_fixed_time(now() + datetime.timedelta(days=days))


def alert(page, text):
    found = page.get_by_role("alert").filter(has_text=text)
    expect(found).to_be_visible()
    return found


# Servers, and what answers in their place


def test_a_server_that_hangs_is_told_of_and_asked_again(world, enter, business):
    world.key(business.tenant)
    page = enter("members")
    page.add_init_script(IMPATIENT)
    page.reload()
    settled(page)
    page.route(re.compile(r"/v1/.*/keys\?"), lambda route: None)
    page.locator(".side").get_by_role("link", name="API keys").click()
    alert(page, "The server cannot be reached")
    page.unroute_all(behavior="ignoreErrors")
    # On a busy machine even an answer comes later than a page waits that is so impatient.
    for _ in range(20):
        page.get_by_role("button", name="Try again").click()
        settled(page)
        if page.get_by_role("table").is_visible():
            break
    expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("path, where", [("keys", r"/v1/.*/keys\?"), ("usage", r"/v1/.*/usage\?")])
def test_a_network_that_wants_its_own_sign_in_is_not_the_server(enter, path, where):
    page = enter("members")
    page.route(re.compile(where), lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to our network</h1>"))
    page.locator(".side").get_by_role("link", name=re.compile("Usage" if path == "usage" else "API keys")).click()
    alert(page, "The server cannot be reached")


def test_a_change_that_was_answered_by_somebody_else_may_be_done_or_not(world, enter, business):
    key = world.key(business.tenant)["key"]
    page = enter(f"keys/{key['id']}")
    page.route("**/disable", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>"))
    page.get_by_role("button", name="Disable").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Disable").click()
    expect(dialog.get_by_role("alert")).to_contain_text("this may have been done or not")
    page.unroute_all()
    dialog.get_by_role("button", name="Disable").click()
    expect(page.locator(".note")).to_contain_text("is disabled")


# Clocks


def test_the_old_secret_works_as_long_as_the_server_says(world, visits, portals):
    portal = portals("partner-portal")
    key = world.key(portal.tenant)["key"]
    page = visits.open("/account", portal.admin)
    turn_clock(page, 5)
    page.goto(f"/tenants/{portal.tenant['id']}/keys/{key['id']}")
    page.get_by_role("button", name="Rotate").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    expect(page.get_by_role("dialog")).to_contain_text("The old secret works until")
    store(page)
    expect(page.get_by_text("still works until")).to_be_visible()


@pytest.mark.parametrize("days", [-2, 2], ids=["behind", "ahead"])
def test_a_clock_that_is_wrong_changes_no_time_and_no_usage(world, enter, business, days):
    key = world.key(business.tenant)["key"]
    page = enter()
    turn_clock(page, days)
    page.goto(f"/tenants/{business.tenant['id']}/keys/{key['id']}")
    settled(page)
    expect(page.locator(".facts")).to_contain_text(["just now"])
    expect(page.get_by_text("Requests by hour, last 24 hours", exact=True).first).to_be_visible()
    page.locator(".side").get_by_role("link", name="Usage").click()
    expect(page.get_by_role("figure", name="Last 24 hours, by hour")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_clock_that_is_ahead_lets_a_key_end_tomorrow(enter):
    page = enter()
    turn_clock(page, 2)
    page.reload()
    settled(page)
    page.get_by_role("link", name="Generate").first.click()
    page.get_by_role("radio", name="On a date").check()
    tomorrow = (now() + datetime.timedelta(days=1)).date().isoformat()
    page.get_by_label("Date", exact=True).fill(tomorrow)
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_text("This is needed.").first).to_be_visible()
    expect(page.get_by_text("A key ends in the future.")).to_have_count(0)


# Browsers


def test_exact_times_are_shown_where_a_browser_keeps_nothing(world, enter, business):
    world.key(business.tenant)
    page = enter()
    page.add_init_script(KEEPING_NOTHING)
    page.reload()
    settled(page)
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Show exact times").click()
    expect(page.get_by_role("button", name="Show relative times")).to_be_visible()
    expect(page.get_by_role("table").locator("time").first).to_have_text(re.compile("UTC$"))


def test_whoever_signs_out_leaves_nothing_for_whoever_comes_next(world, visits, business):
    tenant, admin = world.admin("business-integrations")
    key = world.key(tenant)["key"]
    visits.keeps_sessions = False
    page = visits.open(f"/tenants/{tenant['id']}/keys/{key['id']}", admin)
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()
    expect(page.locator(".note")).to_be_visible()
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator(".note")).to_have_count(0)
    page.get_by_label("E-mail").fill(business.admin.email)
    page.get_by_label("Password").fill(business.admin.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API keys")
    visits.expect_complaint("404")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
    expect(page.get_by_text(tenant["name"])).to_have_count(0)


# Addresses


def test_names_that_every_object_has_are_none_of_an_address(world, enter, business):
    key = world.key(business.tenant)["key"]
    page = enter("keys?status=constructor")
    expect(page.get_by_label("Status")).to_have_value("")
    page.goto(f"/tenants/{business.tenant['id']}/keys/{key['id']}?range=toString")
    expect(page.get_by_role("button", name="24 hours")).to_have_attribute("aria-pressed", "true")
    page.goto(f"/tenants/{business.tenant['id']}/groups/new?type=toString")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)


@pytest.mark.parametrize("path, detail", [("audit?object=Till%20one", "Expected an id such as"), (f"keys?q={'x' * 3000}", "At most 200 characters fit.")])
def test_a_filter_that_is_not_valid_says_why(visits, enter, path, detail):
    visits.expect_complaint("422")
    alert(enter(path), detail)


# Keyboards


def test_the_keyboard_goes_on_where_something_has_come(world, enter, business):
    scopes = [scope["name"] for scope in world.as_staff("GET", f"/v1/tenants/{business.tenant['id']}/policy")["scopes"]]
    key = world.key(business.tenant, scopes=scopes[1:])["key"]
    for how in ["disable", "enable"] * 21:
        world.change_key(business.tenant, {"key": key}, how)
    page = enter(f"keys?q={key['name']}")
    page.get_by_role("button", name=re.compile(r"^\+\d+ more$")).first.press("Enter")
    expect(page.locator(".names code:focus")).to_have_count(1)
    page.goto(f"/tenants/{business.tenant['id']}/keys/{key['id']}")
    more = page.get_by_role("button", name="Show more")
    more.press("Enter")
    entries = page.locator("ol.history > li")
    expect(entries).to_have_count(40)
    expect(more).to_be_focused()
    more.press("Enter")
    expect(entries).to_have_count(43)
    expect(entries.nth(40)).to_be_focused()


def test_trying_again_keeps_the_keyboards_place(visits, world, enter, business):
    world.key(business.tenant)
    visits.expect_complaint("503")
    page = enter()
    page.route(re.compile(r"/v1/.*/keys\?"), lambda route: route.fulfill(**problem(503, "The database does not answer.")))
    page.get_by_label("Status").select_option("ACTIVE")
    again = page.get_by_role("button", name="Try again")
    again.press("Enter")
    expect(again).to_be_focused()
    page.unroute_all()
    again.press("Enter")
    expect(page.locator(".results")).to_be_focused()
    expect(page.get_by_role("table")).to_be_visible()


# Notes


def test_a_complaint_is_said_once_until_it_is_dismissed_or_settled(visits, world, enter, business):
    key = world.key(business.tenant)["key"]
    visits.expect_complaint("503")
    page = enter(f"keys/{key['id']}")
    where = re.compile(f"/keys/{key['id']}$")
    busy = iter(range(100))
    page.route(where, lambda route: route.fulfill(**problem(503, "The database does not answer.", request_id=f"req_{next(busy)}")))
    button, rotate, note = (*(page.get_by_role("button", name=name) for name in ("Disable", "Rotate")), page.locator(".note"))
    for each in (button, rotate, button):
        each.press("Enter")
        expect(note).to_contain_text("The database does not answer.")
    expect(note).to_have_count(1)
    note.get_by_role("button", name="Dismiss").press("Enter")
    expect(note).to_have_count(0)
    expect(button).to_be_focused()
    button.press("Enter")
    expect(note).to_have_count(1)
    page.unroute_all()
    button.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(note).to_have_count(0)
    # Where it will be read aloud stands ready in the dialog.
    expect(page.locator("dialog > .notes")).to_have_count(1)


def test_a_complaint_does_not_follow_to_the_next_page(visits, world, enter, business):
    key = world.key(business.tenant)["key"]
    visits.expect_complaint("503")
    page = enter(f"keys/{key['id']}")
    page.route(re.compile(f"/keys/{key['id']}$"), lambda route: route.fulfill(**problem(503, "The database does not answer.")))
    page.get_by_role("button", name="Disable").click()
    expect(page.locator(".note")).to_be_visible()
    page.locator(".side").get_by_role("link", name="Members").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Members")
    expect(page.locator(".note")).to_have_count(0)
