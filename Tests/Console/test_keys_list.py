"""The page of a tenant's API keys: what the users of the five portals look for on it."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_copied, hold_within, picture, settled
from support.keys import actions, card, names, row
from support.network import problem
from support.times import day

HOSTILE = "<img src=x onerror=alert(1)> \"'&{{7*7}}"
RIGHT_TO_LEFT = "مفتاح التكامل مع نظام المحاسبة"
UNBROKEN = "W" * 200


def keys_of(tenant, query=""):
    return f"/tenants/{tenant['id']}/keys{query}"


def tenant_of(world, person, preset, **more):
    """One more tenant for somebody who is here already, since a new password takes long to hash."""
    tenant = world.partner(**more) if preset == "partner-portal" else world.tenant(preset, **more)
    world.join(person, tenant, "PARTNER_ADMIN" if tenant["kind"] == "PARTNER" else "BUSINESS_ADMIN")
    return tenant


@pytest.fixture(scope="module")
def portal(world):
    """Keys of groups in most states, of at most ten: two count as active, one is disabled, one revoked."""
    tenant, admin = world.admin("tenant-settings")
    group = world.group(tenant, name="Read only")
    mine = {"authorization_group_id": group["id"]}
    world.key(tenant, "Mobile app", description="The app in the stores", **mine)
    world.key(tenant, "ERP integration", expires_on=day(3), **mine)
    world.change_key(tenant, world.key(tenant, "Old till", **mine), "disable")
    world.change_key(tenant, world.key(tenant, "Lost laptop", **mine), "revoke", reason="Lost")
    return tenant, admin, group


# The numbers and the table


def test_cards_and_table_say_how_a_partner_s_keys_are_used(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "partner-portal")
    made = world.key(tenant, "Merchant onboarding", scopes=["merchants:read", "merchants:write"], expires_in="1y")
    world.change_key(tenant, world.key(tenant, "Old report", scopes=["reports:read"], expires_in="30d"), "revoke")
    for _ in range(5):
        world.verify(made["secret"])
    world.used(tenant, 5)
    page = visits.open(keys_of(tenant), admin)
    expect(card(page, "Total keys")).to_have_text("2")
    expect(card(page, "Active keys")).to_have_text("1")
    expect(card(page, "Expired or revoked")).to_have_text("1")
    expect(card(page, "Total requests")).to_have_text("5")
    expect(card(page, "Key limit")).to_have_text("1 of 25")
    for column in ("Name", "Prefix", "Scopes", "Status", "Created", "Expires", "Last used", "Requests", "Errors, 24 h", "Actions"):
        expect(page.get_by_role("columnheader", name=column, exact=True)).to_be_attached()
    expect(page.get_by_role("columnheader", name="Environment")).to_have_count(0)
    line = row(page, "Merchant onboarding")
    expect(line.get_by_role("cell").filter(has_text="merchants:write")).to_be_visible()
    expect(line.get_by_text("Active", exact=True)).to_have_class(re.compile("good"))
    expect(line).to_contain_text("5 this period")
    expect(line.locator("time").first).to_have_attribute("title", re.compile(r"UTC, by Platform Staff$"))
    expect(line.locator("time[datetime]")).to_have_count(3)
    expect(row(page, "Old report").get_by_text("Revoked", exact=True)).to_have_class(re.compile("bad"))
    expect(row(page, "Old report")).to_contain_text("Never")
    expect(actions(page, "Old report").get_by_role("button")).to_have_text([re.compile("Duplicate")])


def test_a_status_is_green_red_or_grey_and_a_word(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    shown = {"Mobile app": ("Active", "good"), "Old till": ("Disabled", "grey"), "Lost laptop": ("Revoked", "bad")}
    for name, (word, colour) in shown.items():
        expect(row(page, name).get_by_text(word, exact=True)).to_have_class(f"badge {colour}")
    expect(row(page, "ERP integration").get_by_text("Expiring soon", exact=True)).to_have_class("badge warn")


def test_live_and_test_keys_are_told_apart_and_filtered(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "enterprise-dashboard")
    world.key(tenant, "Production server", environment="LIVE")
    made = world.key(tenant, "Sandbox", environment="TEST")
    page = visits.open(keys_of(tenant), admin)
    expect(row(page, "Production server").get_by_text("Live", exact=True)).to_be_visible()
    expect(row(page, "Sandbox").get_by_text("Test", exact=True)).to_be_visible()
    expect(row(page, "Sandbox").locator("code").first).to_have_text(made["key"]["prefix"])
    page.get_by_label("Environment").select_option(label="Test")
    expect(row(page, "Production server")).to_have_count(0)
    expect(row(page, "Sandbox")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?environment=TEST$"))
    page.reload()
    settled(page)
    expect(page.get_by_label("Environment")).to_have_value("TEST")
    expect(names(page)).to_have_text(["Sandbox"])


def test_keys_of_a_merchant_are_sorted_and_their_error_rate_is_seen(world, visits, portal):
    _, partner_admin, _ = portal
    merchant = world.merchant(tenant_of(world, partner_admin, "partner-portal"))
    scope = world.as_staff("GET", f"/v1/tenants/{merchant['id']}/policy")["scopes"][0]["name"]
    older = world.key(merchant, "Older shop", scopes=[scope])
    disabled, revoked = world.key(merchant, "Disabled shop", scopes=[scope]), world.key(merchant, "Revoked shop", scopes=[scope])
    world.key(merchant, "Newer shop", scopes=[scope])
    for each in (disabled, revoked):
        world.change_key(merchant, each, "disable")
    world.change_key(merchant, revoked, "revoke")
    for scopes in ([scope], [scope], [scope], ["nothing:like-it"]):
        world.verify(older["secret"], scopes=scopes)
    world.used(merchant, 4)
    page = visits.open(keys_of(merchant), partner_admin)
    expect(names(page)).to_have_text(["Newer shop", "Older shop", "Disabled shop", "Revoked shop"])
    expect(row(page, "Older shop").get_by_role("cell").filter(has_text="25%")).to_have_text("25%3 ok, 1 failed")
    expect(row(page, "Newer shop").get_by_text("no requests")).to_be_attached()
    expect(row(page, "Disabled shop").get_by_text("Disabled", exact=True)).to_have_class(re.compile("grey"))
    row(page, "Older shop").get_by_role("button", name="Copy prefix of Older shop").click()
    expect(page.get_by_text("Copied the prefix.")).to_be_visible()
    hold_copied(page, older["key"]["prefix"].rstrip("…"))


def test_the_head_says_how_many_of_the_limit_are_used(visits, portal):
    tenant, admin, group = portal
    page = visits.open(keys_of(tenant), admin)
    expect(page.get_by_text("3 of 10 keys", exact=True)).to_be_visible()
    expect(page.get_by_role("meter", name="Keys used")).to_have_attribute("aria-valuenow", "3")
    expect(page.get_by_role("link", name="Generate API key")).to_have_attribute("href", keys_of(tenant, "/new"))
    line = row(page, "Mobile app")
    expect(line).to_contain_text("The app in the stores")
    expect(line.get_by_role("link", name="Read only")).to_have_attribute("href", f"/tenants/{tenant['id']}/groups/{group['id']}")
    expect(row(page, "ERP integration").get_by_text("Expiring soon")).to_be_visible()
    expect(row(page, "ERP integration")).to_have_class("ends-soon")
    expect(line).not_to_have_class("ends-soon")


def test_a_key_that_has_ended_is_grey_and_says_so(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "business-integrations")
    world.expired_key(tenant, "For the fair")
    page = visits.open(keys_of(tenant), admin)
    expect(row(page, "For the fair").get_by_text("Expired", exact=True)).to_have_class(re.compile("grey"))
    expect(row(page, "For the fair").get_by_text("Expiring soon")).to_have_count(0)
    expect(page.get_by_text("0 of 25 keys")).to_be_visible()
    expect(card(page, "Expired or revoked").locator("..")).to_contain_text("1 expired, 0 revoked")


def test_an_end_is_told_exactly_to_whoever_wants_exact_times(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    page.get_by_role("button", name=re.compile("Account of")).click()
    page.get_by_role("button", name="Show exact times").click()
    page.reload()
    expect(row(page, "ERP integration").locator("time").nth(1)).to_have_text(re.compile(r"UTC$"))


@pytest.mark.parametrize("width", [1024, 1280, 1440, 1920])
def test_the_keys_need_no_scrolling_sideways_and_their_actions_stand_in_one_row(visits, portal, width):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin, viewport={"width": width, "height": 900})
    holder = page.locator(".keys-table .table-holder")
    assert holder.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    hold_within(page)
    if width >= 1280:
        # A table, whose keys can be compared.
        assert all(page.locator(".keys-table tbody tr").evaluate_all("rows => rows.map((row) => row.offsetHeight <= 64)"))
    buttons = row(page, "Mobile app").locator(".row-actions > *")
    assert len({box["y"] for box in map(lambda each: each.bounding_box(), buttons.all())}) == 1


def test_on_a_phone_the_first_key_is_in_sight_and_its_card_is_short(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin, viewport=NARROW)
    card_of_key = row(page, "Mobile app")
    first, heights = page.locator(".keys-table tbody").evaluate("(body) => [body.getBoundingClientRect().top + scrollY, [...body.rows].map((row) => row.offsetHeight)]")
    assert first <= 440 and max(heights) <= 280, (first, heights)
    for label in ("Group", "Status", "Created", "Expires", "Last used", "Requests", "Errors, 24 h"):
        expect(card_of_key.locator(f'[data-label*="{label[:6]}"]').first).to_be_visible()
    actions(page, "Mobile app")
    hold_accessible(page)
    hold_within(page)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Status")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Status").select_option(label="Revoked")
    expect(names(page)).to_have_text(["Lost laptop"])
    expect(page.get_by_role("button", name="Filters (1)")).to_have_attribute("aria-expanded", "true")
    hold_accessible(page)
    hold_within(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="Filters (1)")).to_have_attribute("aria-expanded", "false")


def test_the_menu_of_a_row_is_gone_through_by_keyboard(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    button = row(page, "Mobile app").get_by_role("button", name="More for Mobile app")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rotate Mobile app")).to_be_focused()
    expect(row(page, "Mobile app").locator(".menu-box").get_by_role("button")).to_have_text(
        [re.compile(action) for action in ("Rotate", "Disable", "Duplicate", "Revoke")])
    hold_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Rotate “Mobile app”?")).to_be_visible()
    page.keyboard.press("Escape")
    # Whoever thinks better of it is where they were.
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_numbers_lead_to_the_keys_that_they_count(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    for link, found in (("Disabled", ["Old till"]), ("Expired or revoked", ["Lost laptop"]), ("Active keys", ["ERP integration", "Mobile app"]), ("1 ends within 7 days", ["ERP integration"])):
        page.locator(".card").get_by_role("link", name=link, exact=True).click()
        expect(page).to_have_url(re.compile("status="))
        settled(page)
        expect(names(page)).to_have_count(len(found))
        assert sorted(names(page).all_text_contents()) == found
    expect(page.get_by_label("Expiry")).to_have_value("EXPIRING_SOON")


def test_a_key_that_ends_with_a_day_says_which_is_its_last(world, visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    key = next(each for each in world.as_staff("GET", f"/v1/tenants/{tenant['id']}/keys")["data"] if each["name"] == "ERP integration")
    last = datetime.datetime.fromisoformat(key["expires_at"]) - datetime.timedelta(days=1)
    expect(row(page, "ERP integration").locator("time").nth(1)).to_have_attribute("title", re.compile(rf"00:00 UTC, last day {last.day} \w+ {last.year}$"))


# Filters


def test_filters_by_status_and_expiry_stay_over_reload_and_back(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    page.get_by_label("Status").select_option(label="Revoked")
    expect(row(page, "Mobile app")).to_have_count(0)
    expect(names(page)).to_have_text(["Lost laptop"])
    page.get_by_label("Status").select_option(label="Active or disabled")
    page.get_by_label("Expiry").select_option(label="Expiring soon")
    expect(row(page, "Lost laptop")).to_have_count(0)
    expect(row(page, "ERP integration")).to_be_visible()
    expect(names(page)).to_have_text(["ERP integration"])
    filtered = page.url
    page.reload()
    settled(page)
    expect(names(page)).to_have_text(["ERP integration"])
    row(page, "ERP integration").get_by_role("link", name="ERP integration", exact=True).click()
    expect(page).to_have_url(re.compile("/keys/key_"))
    settled(page)
    page.go_back()
    expect(page).to_have_url(filtered)
    expect(row(page, "ERP integration")).to_be_visible()
    expect(page.get_by_label("Expiry")).to_have_value("EXPIRING_SOON")
    page.get_by_role("button", name="Clear filters").click()
    expect(row(page, "Mobile app")).to_be_visible()
    expect(page).to_have_url(re.compile("/keys$"))


def test_an_address_may_name_any_of_the_states(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant, "?status=DISABLED,REVOKED&sort=name"), admin)
    expect(names(page)).to_have_text(["Lost laptop", "Old till"])
    expect(page.get_by_label("Status").locator("option:checked")).to_have_text("Disabled, Revoked")
    page.get_by_label("Order").select_option(label="Name, Z to A")
    expect(page.get_by_role("table", name="API keys").get_by_role("rowheader").first).to_contain_text("Old till")
    # Nonsense filters nothing.
    page.goto(keys_of(tenant, "?status=BROKEN&expiration=no"))
    settled(page)
    expect(row(page, "Mobile app")).to_be_visible()


def test_search_narrows_while_somebody_types(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    search = page.get_by_label("Search")
    search.press_sequentially("mob", delay=30)
    expect(row(page, "ERP integration")).to_have_count(0)
    expect(names(page)).to_have_text(["Mobile app"])
    expect(search).to_be_focused()
    expect(search).to_have_value("mob")
    expect(page.get_by_text("1 key shown.")).to_be_attached()
    search.press_sequentially("zzz")
    expect(page.get_by_role("heading", name="No key matches")).to_be_visible()
    expect(page.get_by_text("No name or prefix begins with “mobzzz”.")).to_be_visible()
    page.locator("main .empty").get_by_role("button", name="Clear filters").click()
    expect(row(page, "ERP integration")).to_be_visible()
    expect(search).to_be_focused()


def test_keys_that_nobody_uses_can_be_looked_for(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    with page.expect_request(re.compile(r"/keys\?.*unused_for=90d")):
        page.get_by_label("Use", exact=True).select_option(label="Not for 90 days")
    # These were made just now.
    expect(page.get_by_role("heading", name="No key matches")).to_be_visible()
    hold_accessible(page)


def test_a_list_that_cannot_be_had_says_so_and_can_be_asked_for_again(visits, portal):
    tenant, admin, _ = portal
    page = visits.open(keys_of(tenant), admin)
    visits.expect_complaint("Failed to load resource")
    page.route(re.compile(r"/keys\?"), lambda route: route.abort())
    page.get_by_label("Status").select_option(label="Active")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    page.unroute(re.compile(r"/keys\?"))
    page.get_by_role("button", name="Try again").click()
    expect(row(page, "Mobile app")).to_be_visible()
    expect(row(page, "Lost laptop")).to_have_count(0)


def test_keys_beyond_a_page_are_on_the_next_one(visits, portal):
    tenant, admin, _ = portal
    page = visits.open("/account", admin)
    # A page has a hundred; so many are not needed to see how they are turned.
    page.route(re.compile(r"/keys\?"), lambda route: route.continue_(url=route.request.url.replace("limit=100", "limit=3")))
    page.goto(keys_of(tenant))
    expect(page.get_by_role("rowheader")).to_have_count(3)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("rowheader")).to_have_count(3)
    page.go_forward()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("link", name="First page").click()
    expect(page.get_by_role("rowheader")).to_have_count(3)


# What is done from here


def test_disabling_a_key_in_its_row_leaves_the_reader_where_they_were(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "business-integrations")
    world.key(tenant, "Inventory")
    world.key(tenant, "Till")
    page = visits.open(keys_of(tenant, "?sort=name"), admin)
    actions(page, "Inventory").get_by_role("button", name="Disable Inventory").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable", exact=True).click()
    expect(row(page, "Inventory").get_by_text("Disabled", exact=True)).to_be_visible()
    expect(card(page, "Disabled")).to_have_text("1")
    expect(card(page, "Active keys")).to_have_text("1")
    expect(row(page, "Inventory").get_by_role("link", name="Inventory", exact=True)).to_be_focused()
    expect(page.get_by_label("Order")).to_have_value("name")


# Nothing, and too much


def test_no_keys_at_all_says_what_they_are_for(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "business-integrations")
    page = visits.open(keys_of(tenant), admin)
    expect(page.get_by_role("heading", name="No API keys yet")).to_be_visible()
    expect(page.get_by_text("0 of 25 keys")).to_be_visible()
    expect(page.locator(".card")).to_have_count(0)
    expect(page.get_by_role("search")).to_have_count(0)
    expect(page.locator(".empty").get_by_role("link", name="Generate API key")).to_be_visible()
    hold_accessible(page)


def test_at_the_limit_a_banner_says_what_could_go_and_how_to_have_more(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "tenant-settings", key_limit=2)
    world.key(tenant, "Ends anyway", expires_on=day(2))
    world.change_key(tenant, world.key(tenant, "Put aside"), "disable")
    page = visits.open(keys_of(tenant), admin)
    banner = page.get_by_role("region", name="Key limit")
    expect(banner.get_by_role("heading", name="All 2 keys are used")).to_be_visible()
    expect(page.get_by_role("link", name="Generate API key")).to_have_count(0)
    candidates = banner.get_by_role("table", name="Keys that could be let go")
    expect(candidates.get_by_role("row").filter(has_text="Put aside")).to_contain_text("Disabled")
    expect(candidates.get_by_role("row").filter(has_text="Ends anyway")).to_contain_text("Ends soon")
    expect(candidates.get_by_role("row").filter(has_text="Put aside").get_by_role("button")).to_have_text(["Revoke Put aside"])
    expect(candidates.get_by_role("columnheader", name="Status")).to_have_count(0)
    hold_accessible(page)
    banner.get_by_role("button", name="Ask for more keys").click()
    dialog = page.get_by_role("dialog", name="Ask for more keys")
    dialog.get_by_label("Keys needed").fill("2")
    dialog.get_by_label("Reason").fill("A second warehouse")
    dialog.get_by_role("button", name="Ask for more").click()
    expect(dialog.get_by_text("Ask for more than the 2 that there are now.")).to_be_visible()
    hold_accessible(page)
    dialog.get_by_label("Keys needed").fill("12")
    dialog.get_by_role("button", name="Ask for more").click()
    expect(dialog).to_have_count(0)
    expect(banner).to_contain_text("12 keys asked for")
    expect(banner.get_by_role("button", name="Ask for more keys")).to_have_count(0)
    expect(card(page, "Key limit").locator("..")).to_contain_text("12 asked for")
    banner.get_by_role("link", name="See the request").click()
    expect(page.get_by_role("heading", name="Key limit", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Pending request")).to_contain_text("A second warehouse")


def test_revoking_a_key_at_the_limit_makes_room_for_another(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "business-integrations", key_limit=1)
    made = world.key(tenant, "Only one")
    page = visits.open(keys_of(tenant), admin)
    expect(page.get_by_role("heading", name="The only key is used")).to_be_visible()
    world.change_key(tenant, made, "revoke")
    page.reload()
    settled(page)
    expect(page.get_by_role("region", name="Key limit")).to_have_count(0)
    expect(page.get_by_role("link", name="Generate API key")).to_be_visible()
    expect(page.get_by_text("0 of 1 key", exact=True)).to_be_visible()


# Who may what


def test_a_member_is_told_who_can_help(world, visits, portal):
    tenant, *_ = portal
    visits.expect_complaint("403")
    page = visits.open(keys_of(tenant), world.person(tenant, "MEMBER"))
    expect(page.get_by_text(f"A business admin of {tenant['name']} can do that.")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    hold_accessible(page)


def test_an_advisor_makes_keys_where_the_policy_lets_them(world, visits):
    tenant = world.tenant("business-integrations")
    world.key(tenant, "Inventory")
    page = visits.open(keys_of(tenant), world.person(tenant, "ADVISOR"))
    expect(page.get_by_role("link", name="Generate API key")).to_be_visible()
    expect(actions(page, "Inventory").get_by_role("button", name="Revoke Inventory")).to_be_visible()


def test_whoever_may_only_read_sees_no_buttons(visits, portal):
    tenant, admin, _ = portal
    page = visits.open("/account", admin)
    read_only = ["tenant.read", "key.read", "policy.read", "limit.read"]

    def narrowed(route):
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"allowed_actions": read_only})

    page.route(re.compile(rf"/v1/tenants/{tenant['id']}$"), narrowed)
    page.goto(keys_of(tenant))
    expect(row(page, "Mobile app")).to_be_visible()
    expect(page.get_by_role("link", name="Generate API key")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^More for"))).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Edit"))).to_have_count(0)
    expect(row(page, "Mobile app").get_by_role("link", name="Read only")).to_have_count(0)


def test_people_of_a_suspended_tenant_are_told_so(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "business-integrations")
    world.as_staff("POST", f"/v1/tenants/{tenant['id']}/suspend", {"reason": "Unpaid"})
    visits.expect_complaint("403")
    page = visits.open(keys_of(tenant), admin)
    expect(page.get_by_role("main")).to_contain_text("is suspended")


# Looks


def test_names_of_any_kind_are_text_and_fit(world, visits, portal):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "enterprise-dashboard")
    scopes = [scope["name"] for scope in world.as_staff("GET", f"/v1/tenants/{tenant['id']}/policy")["scopes"]]
    world.key(tenant, UNBROKEN, description="x" * 1000, scopes=scopes)
    world.key(tenant, RIGHT_TO_LEFT, description=RIGHT_TO_LEFT, scopes=scopes[:1], expires_on=day(3))
    world.key(tenant, HOSTILE, description=HOSTILE, scopes=scopes[:1])
    page = visits.open(keys_of(tenant), admin)
    expect(names(page)).to_have_text([HOSTILE, RIGHT_TO_LEFT, UNBROKEN])
    expect(page.locator("main img")).to_have_count(0)
    hold_within(page)
    hold_accessible(page)
    # Every column is in sight without scrolling sideways.
    assert page.locator(".keys-table .table-holder").evaluate("holder => holder.scrollWidth <= holder.clientWidth")
    picture(page, "keys-names")
    page.set_viewport_size(NARROW)
    hold_within(page)
    hold_accessible(page)
    picture(page, "keys-names")


@pytest.mark.parametrize("width", [390, 1440])
def test_all_scopes_of_a_key_are_seen_without_scrolling_sideways(world, visits, portal, width):
    _, admin, _ = portal
    tenant = tenant_of(world, admin, "enterprise-dashboard")
    scopes = [scope["name"] for scope in world.as_staff("GET", f"/v1/tenants/{tenant['id']}/policy")["scopes"]]
    world.key(tenant, "All of it", scopes=scopes)
    world.key(tenant, "All but one", scopes=scopes[1:])
    page = visits.open(keys_of(tenant), admin, viewport={"width": width, "height": 900})
    expect(row(page, "All of it").get_by_text("Full access", exact=True)).to_be_visible()
    expect(row(page, "All of it").locator("code.name")).to_have_count(0)
    row(page, "All but one").get_by_role("button", name=f"+{len(scopes) - 2} more").click()
    shown = row(page, "All but one").locator("code.name")
    expect(shown).to_have_text(scopes[1:])
    assert all(shown.evaluate_all("names => names.map((name) => name.scrollWidth <= name.clientWidth)"))
    assert page.locator(".keys-table .table-holder").evaluate("holder => holder.scrollWidth <= holder.clientWidth")
    hold_within(page)


def test_a_filter_that_is_refused_is_seen_on_a_phone_too(visits, portal):
    tenant, admin, _ = portal
    visits.expect_complaint("422")
    page = visits.open(keys_of(tenant), admin, viewport=NARROW)
    expect(page.get_by_label("Status")).to_be_hidden()
    refusal = problem(422, "One field is not valid.", "VALIDATION_FAILED", errors=[{"pointer": "/query/status", "code": "UNKNOWN_VALUE", "detail": "No such status."}])
    page.route(re.compile(r"/v1/.*/keys\?.*status=DISABLED"), lambda route: route.fulfill(**refusal))
    page.goto(keys_of(tenant, "?status=DISABLED"))
    expect(page.get_by_label("Status")).to_be_visible()
    expect(page.get_by_label("Status")).to_have_accessible_description("No such status.")
    expect(page.get_by_role("button", name="Filters (1)")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    hold_within(page)
    hold_accessible(page)
    page.locator("main .empty").get_by_role("button", name="Clear filters").click()
    expect(row(page, "Mobile app")).to_be_visible()
    expect(page.get_by_label("Status")).to_have_accessible_description("")
