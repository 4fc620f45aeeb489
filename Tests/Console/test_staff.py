"""Platform staff: finding tenants, making them, answering their requests, stopping them, and changing their rules. Super users
do all of it with a reason; support sees what it may, and has no buttons for the rest."""

import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_everywhere, hold_within, settled
from support.once import Answers


@pytest.fixture(scope="module")
def support(world):
    return world.support()


def asks(world, tenant, person, limit=40, reason="Every branch office gets a key of its own."):
    return world.ask(person, "POST", f"/v1/tenants/{tenant['id']}/limit-requests", {"requested_limit": limit, "reason": reason})


def request_of(page, tenant):
    return page.get_by_role("row", name=re.compile(re.escape(tenant["name"])))


# Tenants

def test_staff_find_a_tenant_and_the_search_stands_in_the_address(world, visits):
    name = world.name("Quillon Ltd")
    tenant = world.tenant(name=name)
    page = visits.open("/", world.staff)
    expect(page).to_have_url(re.compile("/tenants$"))
    page.get_by_label("Name or id").fill(name)
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name=re.compile(name))).to_contain_text("tenant-settings")
    page.get_by_label("Status").select_option("SUSPENDED")
    expect(page.get_by_role("heading", name="No tenant is like that")).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=Quillon.*status=SUSPENDED"))
    hold_everywhere(page)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Name or id").fill(tenant["id"])
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text(f"You act in {name} as platform staff (Super user).")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/keys$"))


def test_a_long_name_of_a_partner_stays_in_its_card_and_the_way_out_of_filters_is_in_line(world, visits):
    partner = world.partner(name=world.name("The Remarkably Long Names of Partners and Daughters Northern Harbour"))
    merchant = world.merchant(partner)
    page = visits.open(f"/tenants?q={merchant['id']}", world.staff, viewport=NARROW)
    link = page.get_by_role("link", name=partner["name"])
    expect(link).to_be_visible()
    card, name = page.get_by_role("row").last.bounding_box(), link.bounding_box()
    assert name["x"] + name["width"] <= card["x"] + card["width"]
    search, words = page.get_by_label("Name or ID").bounding_box(), page.get_by_role("button", name="Clear filters")
    assert words.bounding_box()["x"] + words.evaluate("(each) => parseFloat(getComputedStyle(each).paddingLeft)") - search["x"] <= 2
    hold_within(page)


def test_lists_leave_nothing_in_the_trail_of_a_tenant_that_nobody_opened(world, visits):
    partner = world.partner(name=world.name("Unread Partners"))
    merchant = world.merchant(partner, key_limit=7)
    page = visits.open(f"/tenants?q={merchant['id']}", world.staff)
    expect(page.get_by_role("link", name=partner["name"])).to_be_visible()
    visits.expect_complaint("404")
    page.goto(f"/tenants/{merchant['id']}/settings")
    expect(page.get_by_role("link", name=partner["name"])).to_be_visible()
    assert reads(world, partner) == []
    own = world.merchant(partner, key_limit=7)
    page.goto(f"/tenants/{partner['id']}/merchants?q={own['id']}")
    expect(page.get_by_text("7 keys at most")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert reads(world, own) == []


def reads(world, tenant):
    rows = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/audit-events?action=staff.read")["data"]
    # Reading the trail is read as well.
    return [row for row in rows if row["after"]["action"] != "audit.read"]


def test_staff_make_a_tenant_under_a_partner(world, visits):
    partner = world.partner(name=world.name("Vesper Partners"))
    page = visits.open("/tenants/new", world.staff)
    expect(page.get_by_role("option", name="merchant-portal")).to_have_count(0)
    name = world.name("Lantern Café")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Find a partner by its name").fill(partner["name"])
    page.get_by_role("radio", name=partner["name"]).check()
    page.get_by_label("Preset").select_option("merchant-portal")
    expect(page.get_by_label("Key limit")).to_have_attribute("placeholder", "25")
    page.get_by_label("Key limit").fill("3")
    page.get_by_label("Billing period begins on day").fill("29")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("A day from 1 to 28 is needed.")).to_be_visible()
    # Staff say why.
    expect(page.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    hold_everywhere(page)
    page.get_by_label("Billing period begins on day").fill("15")
    page.get_by_label("Reason").fill("Signed yesterday – naïvely")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text(f"You act in {name} as platform staff")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/tenants/ten_\w+/members$"))
    made = world.as_staff("GET", f"/v1/tenants/{re.search(r'ten_[a-z0-9]+', page.url)[0]}")
    assert (made["parent_id"], made["policy"], made["key_limit"], made["billing_day"]) == (partner["id"], "merchant-portal", 3, 15)
    assert world.audited(made, "tenant.create")["reason"] == "Signed yesterday – naïvely"


def test_a_tenant_is_suspended_with_a_reason_and_its_people_see_it(world, visits):
    tenant, admin = world.admin("business-integrations")
    secret = world.key(tenant)["secret"]
    visits.expect_complaint("404")
    page = visits.open(f"/tenants/{tenant['id']}/settings", world.staff)
    page.get_by_role("button", name=f"Suspend {tenant['name']}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Only the platform's staff can resume it then.")
    dialog.get_by_role("button", name="Suspend").click()
    expect(dialog.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    hold_everywhere(page)
    dialog.get_by_label("Reason").fill("Fraud was reported")
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Business suspended: its keys are refused")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="confirmed it in")).to_be_visible()
    assert world.verify(secret)["verdict"] == "SUSPENDED"
    assert world.audited(tenant, "tenant.suspend")["reason"] == "Fraud was reported"

    own = visits.open(f"/tenants/{tenant['id']}/keys", admin)
    expect(own.get_by_text("Ask the platform's staff why")).to_be_visible()

    page.get_by_role("button", name=f"Resume {tenant['name']}").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("It was a mistake")
    page.get_by_role("dialog").get_by_role("button", name="Resume").click()
    expect(page.get_by_text("Business suspended")).to_have_count(0)
    assert world.verify(secret)["verdict"] == "VALID"
    own.reload()
    expect(own.get_by_role("link", name="API keys")).to_be_visible()


# The inbox

def test_a_request_is_approved_with_another_number(world, visits):
    tenant, admin = world.admin("business-integrations", key_limit=2)
    asks(world, tenant, admin)
    page = visits.open("/limit-requests", world.staff)
    row = request_of(page, tenant)
    expect(row).to_contain_text("0 of 2 keys")
    expect(row).to_contain_text("Every branch office gets a key of its own.")
    expect(row).to_contain_text(f"Asked by {admin.name}")
    hold_everywhere(page)
    row.get_by_role("button", name=f"Approve the request of {tenant['name']}").click()
    dialog = page.get_by_role("dialog", name=f"Approve more keys for {tenant['name']}")
    expect(dialog.get_by_label("Keys it may have from now on")).to_have_value("40")
    dialog.get_by_label("Keys it may have from now on").fill("2")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_text("A whole number above 2 is needed.")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    hold_accessible(page)
    hold_within(page)
    dialog.get_by_label("Keys it may have from now on").fill("20")
    dialog.get_by_label("Reason").fill("Twenty will do for now.")
    dialog.get_by_role("button", name="Approve").click()
    expect(page.get_by_text(f"{tenant['name']} may have 20 keys now.")).to_be_visible()
    expect(request_of(page, tenant)).to_have_count(0)
    assert world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/key-limit")["limit"] == 20
    own = visits.open(f"/tenants/{tenant['id']}/limit", admin)
    expect(own.get_by_role("main")).to_contain_text("Twenty will do for now.")


def test_a_request_is_denied_and_the_next_one_is_at_hand(world, visits):
    first, one = world.admin("business-integrations")
    second, other = world.admin("business-integrations")
    asks(world, first, one)
    asks(world, second, other, reason="A <b>bold</b> plan\nin two lines")
    page = visits.open("/limit-requests", world.staff)
    expect(request_of(page, second)).to_contain_text("A <b>bold</b> plan")
    request_of(page, first).get_by_role("button", name="Deny").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Revoke the keys that are not used.")
    dialog.get_by_role("button", name="Deny").click()
    expect(request_of(page, first)).to_have_count(0)
    expect(page.locator("button:focus")).to_contain_text("Approve")
    page.get_by_label("Status").select_option("DENIED")
    expect(page).to_have_url(re.compile("status=DENIED"))
    expect(request_of(page, first)).to_contain_text("Revoke the keys that are not used.")
    page.reload()
    expect(request_of(page, first)).to_contain_text("Denied by Platform Staff")
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)


def test_a_request_that_somebody_else_decided_meanwhile_is_said_to_be(world, visits):
    tenant, admin = world.admin("business-integrations")
    request = asks(world, tenant, admin)
    page = visits.open("/limit-requests", world.staff)
    request_of(page, tenant).get_by_role("button", name="Approve").click()
    world.as_staff("POST", f"/v1/tenants/{tenant['id']}/limit-requests/{request['id']}/deny", {"reason": "Not this quarter."})
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Welcome.")
    visits.expect_complaint("409")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Platform Staff has denied it meanwhile")
    expect(dialog).to_contain_text("Not this quarter.")
    hold_accessible(page)
    dialog.get_by_role("button", name="Go on").click()
    expect(request_of(page, tenant)).to_have_count(0)
    assert world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/key-limit")["limit"] == 25


# Rules

def test_a_change_of_rules_is_in_the_form_for_keys_at_once(world, visits):
    tenant, admin = world.admin("business-integrations")
    visits.expect_complaint("404")
    page = visits.open(f"/tenants/{tenant['id']}/settings", world.staff)
    expect(page.get_by_text("Keys do not expire unless an end is chosen.")).to_be_visible()
    page.get_by_role("link", name="Edit the rules").click()
    expect(page.get_by_text("They bind new keys and new changes only")).to_be_visible()
    page.get_by_role("button", name="Add a scope").click()
    page.get_by_label("Scope", exact=True).last.fill("refunds:write")
    page.get_by_label("Label").last.fill("Refund payments")
    page.get_by_label("What it allows").last.fill("Give money back")
    page.get_by_role("button", name="Remove the scope customers:write").click()
    page.get_by_role("radio", name="Always").check()
    page.get_by_label("Choices of an end").fill("30d, 1y")
    page.get_by_label("Unless chosen otherwise, after").fill("30d")
    page.get_by_label("Reason").fill("Their contract says so")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("Keys end after 30 days unless another of 30 days and 1 year is chosen.")).to_be_visible()
    row = world.audited(tenant, "policy.manage")
    assert row["reason"] == "Their contract says so"
    assert set(row["after"]) == {"scopes", "expiry_mode", "expiry_presets", "expiry_default"}

    own = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
    expect(own.get_by_role("checkbox", name=re.compile("refunds:write"))).to_be_visible()
    expect(own.get_by_role("checkbox", name=re.compile("customers:write"))).to_have_count(0)
    expect(own.get_by_text("30 days").first).to_be_visible()


def test_rules_that_somebody_else_has_changed_are_not_overwritten(world, visits):
    tenant = world.tenant("business-integrations")
    visits.expect_complaint("404|412")
    page = visits.open(f"/tenants/{tenant['id']}/settings?edit=rules", world.staff)
    headers = {"Latchkey-Reason": "Quicker", "If-Match": '"1"'}
    world.ask(world.staff, "PATCH", f"/v1/tenants/{tenant['id']}/policy", {"secret_prefix": "quick"}, headers)
    page.get_by_label("Secrets begin with").fill("slow")
    page.get_by_label("Reason").fill("Slower")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this meanwhile")
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_label("Secrets begin with")).to_have_value("quick")


def test_what_is_wrong_with_rules_stands_at_its_field(world, visits):
    tenant = world.tenant("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings?edit=rules", world.staff)
    hold_everywhere(page)
    page.get_by_label("Scope", exact=True).first.fill("Not A Scope")
    page.get_by_role("checkbox", name="Live").uncheck()
    page.get_by_label("Secrets begin with").fill("X")
    page.get_by_role("checkbox", name=re.compile("Limit the rate")).check()
    page.get_by_label("In so many seconds").fill("0")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_label("Scope", exact=True).first).to_be_focused()
    for label in ("Secrets begin with", "In so many seconds", "Reason"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    hold_accessible(page)
    # And what only the server finds.
    page.get_by_label("Scope", exact=True).first.fill("customers:write")
    page.get_by_role("checkbox", name="Live").check()
    page.get_by_label("Secrets begin with").fill("biz")
    page.get_by_label("In so many seconds").fill("60")
    page.get_by_label("At the latest after").fill("30d")
    page.get_by_label("Choices of an end").fill("10d, 1y")
    page.get_by_label("Reason").fill("A try")
    visits.expect_complaint("422")
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("This scope is already there.")).to_be_visible()
    expect(page.get_by_text("1y: This is longer than the longest life.")).to_be_visible()


# Support

def test_support_sees_tenants_and_their_rules_and_has_no_buttons_for_what_it_may_not(world, visits, support):
    tenant = world.tenant("business-integrations")
    world.key(tenant, "Till 1")
    page = visits.open("/tenants", support)
    expect(page.get_by_role("heading", name="Tenants")).to_be_visible()
    expect(page.get_by_role("link", name="New tenant")).to_have_count(0)
    page.goto("/presets")
    expect(page.get_by_role("row", name=re.compile("partner-portal"))).to_be_visible()
    expect(page.get_by_role("link", name="New preset")).to_have_count(0)
    visits.expect_complaint("403|404")
    page.goto(f"/tenants/{tenant['id']}/settings")
    expect(page.get_by_text("Keys do not expire unless an end is chosen.")).to_be_visible()
    expect(page.get_by_text("as platform staff (Support)")).to_be_visible()
    for name in ("Rename", "Suspend"):
        expect(page.get_by_role("button", name=re.compile(name))).to_have_count(0)
    expect(page.get_by_role("link", name="Edit the rules")).to_have_count(0)
    expect(page.get_by_role("link", name="Webhooks")).to_have_count(0)
    hold_everywhere(page)
    for address in ("/tenants/new", "/presets/new", "/presets/partner-portal?edit=yes", f"/tenants/{tenant['id']}/settings?edit=rules"):
        page.goto(address)
        expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()


def test_support_answers_requests(world, visits, support):
    tenant, admin = world.admin("business-integrations")
    asks(world, tenant, admin, 30)
    page = visits.open("/limit-requests", support)
    request_of(page, tenant).get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("With pleasure.")
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(request_of(page, tenant)).to_have_count(0)
    assert world.audited(tenant, "limit.decide")["actor"]["role"] == "SUPPORT"


def test_nobody_of_staff_is_ever_sent_a_secret_by_looking(world, visits):
    tenant = world.tenant("business-integrations")
    made = world.key(tenant, "Till 1")
    secret = made["secret"]
    page = visits.open(f"/tenants/{tenant['id']}/keys", world.staff)
    answers = Answers(page)
    visits.expect_complaint("404")
    for address in (f"keys/{made['key']['id']}", "settings", "audit", "limit"):
        page.goto(f"/tenants/{tenant['id']}/{address}")
        settled(page)
        # All of it but the prefix that is for everybody to see. What was answered is gone with the next page.
        assert answers.responses and not answers.holding(secret.split("_")[-1][16:])


def test_whoever_is_not_staff_gets_nothing_of_the_platforms(world, visits):
    tenant, admin = world.admin("business-integrations")
    visits.expect_complaint("403")
    page = visits.open("/limit-requests", admin)
    expect(page.get_by_role("alert")).to_contain_text("Your role does not allow this")
    page.goto("/presets")
    expect(page.get_by_role("alert")).to_contain_text("Your role does not allow this")
    for address in ("/tenants/new", "/presets/new"):
        page.goto(address)
        expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
