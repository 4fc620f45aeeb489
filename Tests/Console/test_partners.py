"""A partner's day: the grid of its businesses, one that is added, one that is stopped, and working in one as its partner."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere, settled
from support.network import lose_answer


def merchants_of(partner):
    return f"/tenants/{partner['id']}/merchants"


def tile(page, merchant):
    return page.get_by_role("list", name="Merchants").get_by_role("listitem").filter(has_text=merchant["name"])


@pytest.fixture(scope="module")
def partner(world):
    return world.admin("partner-portal", name=world.name("Meridian Payments"))


@pytest.fixture(scope="module")
def merchant(world, partner):
    tenant = world.merchant(partner[0], name=world.name("Corner Coffee"))
    world.key(tenant, "Till 1")
    return tenant


def test_the_grid_opens_on_a_merchants_keys_and_the_bar_leads_back(visits, partner, merchant):
    tenant, admin = partner
    page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
    page.get_by_role("link", name="Merchants").click()
    expect(tile(page, merchant)).to_contain_text("1 of 25 keys used")
    expect(tile(page, merchant)).to_contain_text("Active")
    expect(tile(page, merchant).get_by_role("meter", name=f"Keys used by {merchant['name']}")).to_have_attribute("aria-valuenow", "1")
    hold_accessible(page)
    tile(page, merchant).get_by_role("link", name=merchant["name"]).click()
    expect(page).to_have_url(re.compile(f"/tenants/{merchant['id']}/keys$"))
    expect(page.get_by_text(f"You act for {merchant['name']} as their partner.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Till 1"))).to_be_visible()
    hold_everywhere(page)
    page.get_by_role("link", name="Back to all merchants").click()
    expect(tile(page, merchant)).to_be_visible()
    hold_everywhere(page)


def test_a_partner_whom_a_merchants_rules_leave_out_of_its_keys_is_told_who_works_with_them(world, visits, partner):
    tenant, admin = partner
    merchant = world.tenant("tenant-settings", parent=tenant, name=world.name("Ledger Lane"))
    page = visits.open(merchants_of(tenant), admin)
    expect(tile(page, merchant).locator(".tile-open")).to_have_text("Open")
    tile(page, merchant).get_by_role("link", name=merchant["name"]).click()
    told = f"Only business admins work with the keys of {merchant['name']}: its rules leave partner admins out."
    expect(page.get_by_text(told)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/tenants/{merchant['id']}$"))
    hold_everywhere(page)
    page.get_by_role("main").get_by_role("link", name="Members").click()
    expect(page.get_by_role("heading", name="Members", exact=True)).to_be_visible()
    for address in ("keys", "keys/new", "usage"):
        visits.expect_complaint("403")
        page.goto(f"/tenants/{merchant['id']}/{address}")
        expect(page.get_by_role("alert")).to_contain_text(told)
        expect(page.get_by_text("another role")).to_have_count(0)


def test_merchants_are_found_by_name_and_the_search_stands_in_the_address(world, visits, partner, merchant):
    tenant, admin = partner
    other = world.merchant(tenant, name=world.name("Zest Lemonade"))
    page = visits.open(merchants_of(tenant), admin)
    page.get_by_label("Name or id").fill("zest")
    expect(tile(page, other)).to_be_visible()
    expect(tile(page, merchant)).to_have_count(0)
    expect(page).to_have_url(re.compile("q=zest"))
    page.reload()
    settled(page)
    expect(tile(page, merchant)).to_have_count(0)
    page.get_by_label("Name or id").fill("nobody is called this")
    expect(page.get_by_role("heading", name="No merchant is like that")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(tile(page, merchant)).to_be_visible()


def test_a_partner_without_merchants_is_told_what_one_is_and_adds_one(world, visits):
    tenant, admin = world.admin("partner-portal")
    page = visits.open(merchants_of(tenant), admin)
    expect(page.get_by_role("heading", name="No merchants yet")).to_be_visible()
    hold_everywhere(page)
    page.locator(".empty").get_by_role("link", name="New merchant").click()
    expect(page.get_by_role("heading", name="New merchant")).to_be_visible()
    hold_everywhere(page)
    # What is offered to partners, and no more.
    expect(page.get_by_role("radio", name=re.compile("^Merchant portal merchant-portal"))).to_be_checked()
    expect(page.get_by_role("radio", name=re.compile("^Enterprise dashboard"))).to_have_count(0)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^Merchant portal")).check()
    page.get_by_text("All of these rules").click()
    expect(page.get_by_text("mch_live_")).to_be_visible()
    name = world.name("Petrichor Plants")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text(f"You act for {name} as their partner.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/tenants/ten_\w+/keys$"))
    made = next(each for each in world.ask(admin, "GET", "/v1/tenants")["data"] if each["name"] == name)
    assert (made["parent_id"], made["policy"], made["key_limit"]) == (tenant["id"], "merchant-portal", 25)


def test_a_merchant_whose_answer_was_lost_is_not_made_twice(world, visits, partner):
    tenant, admin = partner
    name = world.name("Twice Bakery")
    page = visits.open(f"{merchants_of(tenant)}/new", admin)
    page.get_by_label("Name").fill(name)
    visits.expect_complaint("ERR_FAILED")
    lost = lose_answer(page, "**/v1/tenants")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text(f"You act for {name} as their partner.")).to_be_visible()
    assert [answer.status for answer in lost] == [201]
    assert [each["name"] for each in every_tenant(world, admin)].count(name) == 1


def every_tenant(world, person):
    rows, cursor = [], ""
    while cursor is not None:
        page = world.ask(person, "GET", f"/v1/tenants?limit=100{'&cursor=' + cursor if cursor else ''}")
        rows, cursor = rows + page["data"], page["next_cursor"]
    return rows


def test_a_merchant_is_suspended_and_resumed(world, visits, partner):
    tenant, admin = partner
    merchant = world.merchant(tenant, name=world.name("Dunes Surf"))
    secret = world.key(merchant, "Till 1")["secret"]
    theirs = world.person(merchant, "BUSINESS_ADMIN")
    page = visits.open(merchants_of(tenant), admin)
    tile(page, merchant).get_by_role("button", name=f"Suspend {merchant['name']}").click()
    dialog = page.get_by_role("dialog", name=f"Suspend {merchant['name']}?")
    expect(dialog).to_contain_text("Its active key is refused")
    expect(dialog).to_contain_text("Its people can read and change nothing here")
    expect(dialog).to_contain_text("who can read it once it is resumed")
    hold_accessible(page)
    # Enter does nothing, and without a reason nothing happens.
    dialog.get_by_label("Reason").press("Enter")
    dialog.get_by_role("button", name="Suspend").click()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    assert world.verify(secret)["verdict"] == "VALID"
    dialog.get_by_label("Reason").fill("The bill has not been paid.")
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("status").filter(has_text=f"Suspended {merchant['name']}.")).to_contain_text(re.compile(r"confirmed it in \d+ ms"))
    assert world.verify(secret)["verdict"] == "SUSPENDED"
    assert world.audited(merchant, "tenant.suspend")["reason"] == "The bill has not been paid."
    expect(tile(page, merchant)).to_contain_text("Suspended by its partner")
    hold_everywhere(page)

    # What its own people see then.
    own = visits.open("/", theirs)
    expect(own.get_by_text("Ask your partner why")).to_be_visible()
    expect(own.get_by_role("main")).to_contain_text("is suspended. Since ")

    # The partner sees why there is nothing to see, and can resume it there as well as here.
    tile(page, merchant).get_by_role("link", name=merchant["name"]).click()
    expect(page.get_by_role("heading", name="Suspension")).to_be_visible()
    page.get_by_role("button", name=f"Resume {merchant['name']}").click()
    page.get_by_role("dialog").get_by_role("button", name="Resume").click()
    expect(page.get_by_role("row", name=re.compile("Till 1"))).to_be_visible()
    assert world.verify(secret)["verdict"] == "VALID"


def test_a_double_click_asks_once_whether_to_suspend(visits, partner, merchant):
    tenant, admin = partner
    page = visits.open(merchants_of(tenant), admin)
    tile(page, merchant).get_by_role("button", name=f"Suspend {merchant['name']}").dblclick()
    expect(page.get_by_role("dialog").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_what_staff_have_suspended_only_staff_resume(world, visits, partner):
    tenant, admin = partner
    merchant = world.merchant(tenant, name=world.name("Orchard Row"))
    world.as_staff("POST", f"/v1/tenants/{merchant['id']}/suspend")
    page = visits.open(merchants_of(tenant), admin)
    expect(tile(page, merchant)).to_contain_text("Suspended by staff")
    expect(tile(page, merchant).get_by_role("button", name=re.compile("Resume"))).to_have_count(0)
    tile(page, merchant).get_by_role("link", name=merchant["name"]).click()
    expect(page.get_by_role("main")).to_contain_text("only they resume it")
    expect(page.get_by_role("button", name=re.compile("Resume"))).to_have_count(0)


def test_another_partners_merchant_is_not_found(world, visits, partner):
    _, admin = partner
    theirs = world.merchant(world.partner(), name=world.name("Somebody Else's"))
    visits.expect_complaint("404")
    page = visits.open(f"/tenants/{theirs['id']}/keys", admin)
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    expect(page.get_by_text(theirs["name"])).to_have_count(0)


def test_a_member_of_a_partner_is_shown_no_merchants(world, visits, partner, merchant):
    tenant, _ = partner
    member = world.person(tenant, "MEMBER")
    visits.expect_complaint("403")
    page = visits.open(merchants_of(tenant), member)
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    expect(page.get_by_text(merchant["name"])).to_have_count(0)
    expect(page.get_by_role("link", name="Merchants")).to_have_count(0)
