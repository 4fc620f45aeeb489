"""A key's page: its facts, its use, its history, and editing it in its place."""

import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_copied, hold_within, picture, settled
from support.network import problem
from support.times import now
from support.waiting import wait_until


@pytest.fixture
def business(portals):
    """A tenant of the integrations portal and its admin."""
    portal = portals("business-integrations")
    return portal.tenant, portal.admin


@pytest.fixture(scope="module")
def settings(world):
    """A tenant of the settings portal with two groups, and its admin."""
    tenant, admin = world.admin("tenant-settings")
    return tenant, admin, world.group(tenant, "Reading", ["invoices:read"]), world.group(tenant, "Writing", ["invoices:read", "invoices:write"])


def page_of(tenant, key, rest=""):
    return f"/tenants/{tenant['id']}/keys/{key['id']}{rest}"


def change_behind(world, tenant, key, **fields):
    """As somebody else does it meanwhile."""
    path = f"/v1/tenants/{tenant['id']}/keys/{key['id']}"
    world.as_staff("GET", path)
    etag = world.last_headers["ETag"]
    return world.ask(world.staff, "PATCH", path, fields, {"Latchkey-Reason": "A test", "If-Match": etag})


def read(world, tenant, key):
    return world.as_staff("GET", f"/v1/tenants/{tenant['id']}/keys/{key['id']}")


def used(world, tenant, made, times=1, **question):
    """Uses a key, and waits until that is counted: once a second."""
    before = read(world, tenant, made["key"])["request_count"]
    for _ in range(times):
        world.verify(made["secret"], **question)
    wait_until(lambda: read(world, tenant, made["key"])["request_count"] >= before + times, "the use is counted")


def fact(page, term):
    return page.locator("dl.facts > div").filter(has=page.locator("dt", has_text=re.compile(f"^{term}$"))).locator("dd")


def test_the_page_shows_what_a_key_is(world, visits, business):
    tenant, admin = business
    made = world.key(tenant, description="For the till", scopes=["invoices:read", "customers:read"], ip_allowlist=["192.0.2.0/24"],
                     rate_limit={"requests": 100, "window_seconds": 60, "burst": 20}, expires_on="2031-01-31")
    used(world, tenant, made, times=3, ip="192.0.2.9", scopes=["invoices:read"])
    key = made["key"]
    page = visits.open(page_of(tenant, key), admin)
    expect(page.get_by_role("heading", name=key["name"], level=1)).to_be_visible()
    expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    expect(page.get_by_text("For the till").first).to_be_visible()
    expect(fact(page, "Key prefix")).to_contain_text(key["prefix"])
    expect(fact(page, "Expires")).to_contain_text("31 Jan 2031, 00:00 UTC")
    expect(fact(page, "IP allowlist")).to_contain_text("192.0.2.0/24")
    expect(fact(page, "Rate limit")).to_contain_text("100 requests in a minute, 20 at once")
    expect(fact(page, "Requests")).to_contain_text("3 in this billing period")
    expect(fact(page, "Error rate, 24 hours")).to_contain_text("3 ok, 0 failed")
    expect(fact(page, "Created")).to_contain_text("by Platform Staff")
    fact(page, "Key prefix").get_by_role("button").click()
    hold_copied(page, key["prefix"].rstrip("…"))

    row = page.get_by_role("row", name=re.compile("invoices:read"))
    expect(row).to_contain_text("3")
    expect(row).to_contain_text("View invoices")
    # The use of a scope is known by the hour only.
    expect(row).to_contain_text(re.compile(r"(This hour|Today, |\d{4}, )\d\d:00–\d\d:00 UTC"))
    expect(page.get_by_role("row", name=re.compile("customers:read"))).to_contain_text("Not yet")
    expect(page.get_by_text("Observed since")).to_be_visible()
    hold_accessible(page)
    hold_within(page)
    picture(page, "key-page")
    page.set_viewport_size(NARROW)
    hold_accessible(page)
    hold_within(page)
    picture(page, "key-page")


def test_the_range_of_the_chart_stands_in_the_address(world, visits, business):
    tenant, admin = business
    made = world.key(tenant)
    used(world, tenant, made)
    page = visits.open(page_of(tenant, made["key"]), admin)
    expect(page.get_by_text("Requests by hour, last 24 hours", exact=True).first).to_be_visible()
    page.get_by_role("button", name="30 days").click()
    expect(page.get_by_text("Requests by day, last 30 days", exact=True).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?range=30d$"))
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="30 days")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("1 request", exact=True)).to_be_visible()


def test_a_range_that_fails_late_does_not_take_the_place_of_another(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    page = visits.open(page_of(tenant, key), admin)
    late = []
    page.route("**/usage?*", lambda route: late.append(route) if not late else route.fallback())
    page.get_by_role("button", name="7 days").click()
    wait_until(lambda: late, "seven days are asked for", page=page)
    page.get_by_role("button", name="30 days").click()
    chart = page.get_by_text("Requests by day, last 30 days", exact=True).first
    expect(chart).to_be_visible()
    visits.expect_complaint("503")
    with page.expect_response(re.compile("/usage")):
        late[0].fulfill(**problem(503, "The server is busy."))
    page.get_by_role("button", name="30 days").focus()
    expect(page.get_by_text("The server is busy.")).to_have_count(0)
    expect(chart).to_be_visible()


def test_seven_days_are_the_same_everywhere(world, visits, business):
    tenant, admin = business
    made = world.key(tenant)
    page = visits.open(page_of(tenant, made["key"]), admin, at=now())
    began = lambda response: re.search("from=([^&]+)", response.url)[1]
    with page.expect_response(re.compile(r"/v1/.*/usage\?")) as of_key:
        page.get_by_role("button", name="7 days").click()
    with page.expect_response(re.compile(r"/v1/.*/usage\?")) as of_all:
        page.goto(f"/tenants/{tenant['id']}/usage?range=7d")
    assert began(of_key.value) == began(of_all.value) and began(of_all.value).endswith("T00%3A00%3A00.000Z")


def test_the_history_says_who_did_what(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    path = f"/v1/tenants/{tenant['id']}/keys/{key['id']}"
    world.as_staff("GET", path)
    world.ask(admin, "PATCH", path, {"name": "<b>Renamed</b>", "ip_allowlist": ["192.0.2.1"]}, {"If-Match": world.last_headers["ETag"]})
    world.ask(admin, "POST", f"{path}/disable")
    page = visits.open(page_of(tenant, key), admin)
    history = page.locator("section").filter(has=page.get_by_role("heading", name="History"))
    entries = history.locator("ol.history > li")
    expect(entries).to_have_count(3)
    expect(entries.nth(0)).to_contain_text("Robin Example disabled it")
    expect(entries.nth(1)).to_contain_text("Robin Example edited it")
    expect(entries.nth(2)).to_contain_text("Platform Staff (Super user) generated the key")
    entries.nth(1).get_by_text("What has changed").click()
    expect(entries.nth(1)).to_contain_text("<b>Renamed</b>")
    expect(entries.nth(1)).to_contain_text("any address 192.0.2.1")


def test_a_long_history_is_shown_bit_by_bit(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    for number in range(20):
        change_behind(world, tenant, key, name=f"Name {number}")
    page = visits.open(page_of(tenant, key), admin)
    entries = page.locator("ol.history > li")
    expect(entries).to_have_count(20)
    page.get_by_role("button", name="Show more").dblclick()
    expect(entries).to_have_count(21)
    expect(entries.last).to_be_focused()
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_a_key_of_another_tenant_is_not_found(world, visits, business):
    tenant, admin = business
    other = world.key(world.tenant("business-integrations"))["key"]
    visits.expect_complaint("404")
    page = visits.open(page_of(tenant, other), admin)
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()


# Editing


def test_a_key_is_edited_in_its_place(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    page = visits.open(page_of(tenant, key), admin)
    page.get_by_role("link", name="Edit").click()
    expect(page).to_have_url(re.compile(r"\?edit=yes$"))
    settled(page)
    expect(page.get_by_label("Name")).to_have_value(key["name"])
    hold_accessible(page)
    picture(page, "key-edit")
    page.get_by_label("Name").fill("Another name")
    page.get_by_label("Description").fill("And why")
    page.get_by_label("IP allowlist").fill("192.0.2.7\n2001:db8::/32")
    page.get_by_label("Requests").fill("5")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="Another name", level=1)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="verifier")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/key_\w+$"))
    now = read(world, tenant, key)
    assert (now["description"], now["ip_allowlist"]) == ("And why", ["192.0.2.7", "2001:db8::/32"])
    assert now["rate_limit"] == {"requests": 5, "window_seconds": 60, "burst": 5}


def test_scopes_that_are_fixed_say_why(visits, world, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    expect(page.get_by_text("The scopes of a key cannot be changed here.")).to_be_visible()
    expect(page.get_by_role("group", name="Scopes")).to_have_count(0)


def test_the_group_of_a_key_is_changed(world, visits, settings):
    tenant, admin, reading, writing = settings
    made = world.key(tenant, authorization_group_id=writing["id"])
    used(world, tenant, made, times=2, scopes=["invoices:write"])
    page = visits.open(page_of(tenant, made["key"], "?edit=yes"), admin)
    page.get_by_label("Authorization group").select_option(label="Reading")
    page.get_by_role("button", name="Save changes").click()
    # It is said first whom that would have kept out.
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 requests would have been refused")
    expect(dialog).to_contain_text("invoices:write")
    hold_accessible(page)
    picture(page, "key-edit-preview")
    dialog.get_by_role("button", name="Back to the form").click()
    assert read(world, tenant, made["key"])["authorization_group"]["name"] == "Writing"
    page.get_by_role("button", name="Save changes").click()
    dialog.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("link", name="Reading")).to_be_visible()
    assert world.verify(made["secret"], scopes=["invoices:write"])["verdict"] == "INSUFFICIENT_SCOPE"


def test_a_narrower_allowlist_says_whom_it_would_have_kept_out(world, visits, business):
    tenant, admin = business
    made = world.key(tenant)
    used(world, tenant, made, times=2, ip="198.51.100.7")
    page = visits.open(page_of(tenant, made["key"], "?edit=yes"), admin)
    page.get_by_label("IP allowlist").fill("192.0.2.7")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("dialog")).to_contain_text("198.51.100.7")
    # Enter does not save what breaks something.
    expect(page.get_by_role("button", name="Back to the form")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert read(world, tenant, made["key"])["ip_allowlist"] == []


def test_scopes_can_only_be_taken_away_where_the_policy_says_so(world, visits):
    tenant, admin = world.admin("business-integrations")
    path = f"/v1/tenants/{tenant['id']}/policy"
    world.as_staff("GET", path)
    world.ask(world.staff, "PATCH", path, {"permission_editing": "NARROW_ONLY"}, {"Latchkey-Reason": "A test", "If-Match": world.last_headers["ETag"]})
    key = world.key(tenant, scopes=["invoices:read", "invoices:write"])["key"]
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    scopes = page.get_by_role("group", name="Scopes")
    expect(scopes.get_by_role("checkbox")).to_have_count(2)
    scopes.get_by_role("checkbox", name=re.compile("Write Invoices")).uncheck()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("row", name=re.compile("invoices:write"))).to_have_count(0)
    assert read(world, tenant, key)["scopes"] == ["invoices:read"]


def test_a_change_behind_the_pages_back_is_not_written_over(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    visits.expect_complaint("412")
    page.get_by_label("Name").fill("Mine")
    change_behind(world, tenant, key, name="Theirs")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this meanwhile")
    assert read(world, tenant, key)["name"] == "Theirs"
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_label("Name")).to_have_value("Theirs")
    page.get_by_label("Name").fill("Mine after all")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="Mine after all", level=1)).to_be_visible()


def test_what_was_typed_is_not_lost_by_leaving(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    page.get_by_label("Name").fill("Unsaved")
    page.get_by_role("link", name="Webhooks").click()
    expect(page.get_by_role("heading", name="Leave this page?")).to_be_visible()
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Name")).to_have_value("Unsaved")


def test_what_is_wrong_with_an_edit_is_said_at_its_field(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    page.get_by_label("Name").fill("x")
    page.get_by_label("IP allowlist").fill("nowhere")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("Line 1: An IPv4 or IPv6 address")).to_be_visible()
    # What only the server sees.
    visits.expect_complaint("422")
    page.get_by_label("Name").fill("fine")
    page.get_by_label("IP allowlist").fill("192.0.2.1\n192.0.2.1")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Line 2: 192.0.2.1")).to_be_visible()


def test_saving_what_is_there_changes_nothing(world, visits, business):
    tenant, admin = business
    key = world.key(tenant, rate_limit={"requests": 7, "window_seconds": 90}, ip_allowlist=["192.0.2.1"])["key"]
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    assert read(world, tenant, key)["updated_at"] == key["updated_at"]


def test_a_key_that_is_over_is_not_edited(world, visits, business):
    tenant, admin = business
    key = world.key(tenant)["key"]
    world.as_staff("POST", f"/v1/tenants/{tenant['id']}/keys/{key['id']}/revoke", {"reason": "Not needed"})
    page = visits.open(page_of(tenant, key, "?edit=yes"), admin)
    expect(page.get_by_role("button", name="Save changes")).to_have_count(0)
    expect(page.get_by_text("Refused for good: Not needed")).to_be_visible()
    expect(fact(page, "Revocation reason")).to_contain_text("Not needed")
