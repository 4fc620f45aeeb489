"""Where people are and where they can go: their tenants, whom they act for, and who can help those who can do nothing."""

import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_copied, hold_everywhere, hold_within, settled
from support.times import instant
from support.waiting import wait_until
from support.world import Refused


@pytest.fixture(scope="module")
def business(world):
    return world.admin("business-integrations", name=world.name("Harbour Bikes"))


@pytest.fixture(scope="module")
def advisor(world, business):
    """Somebody who advises two clients: `(person, first, second)`."""
    first, _ = business
    second = world.tenant("business-integrations", name=world.name("Juniper Books"))
    person = world.person(first, "ADVISOR", authorization_group_id=world.group(first, type="USER", scopes=["customers:read"])["id"])
    world.join(person, second, "ADVISOR", authorization_group_id=world.group(second, type="USER", scopes=["customers:read"])["id"])
    return person, first, second


def test_whoever_has_one_tenant_begins_at_its_keys(visits, business):
    tenant, admin = business
    page = visits.open("/", admin)
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/keys$"))
    expect(page.get_by_role("banner").get_by_text(tenant["name"])).to_be_visible()


def test_an_advisor_chooses_a_client_and_is_told_for_whom_they_act(visits, advisor):
    person, first, second = advisor
    page = visits.open("/", person)
    expect(page.get_by_role("heading", name="Your clients")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(second["name"]))).to_contain_text("0 of 25 keys")
    expect(page.get_by_role("main")).not_to_contain_text(second["id"])
    expect(page.get_by_role("navigation").get_by_role("link", name="Your clients")).to_be_visible()
    hold_everywhere(page)
    page.get_by_role("link", name=first["name"]).click()
    expect(page).to_have_url(re.compile(f"/tenants/{first['id']}/keys$"))
    expect(page.get_by_text(f"You act for {first['name']} as their advisor.")).to_be_visible()


def test_an_advisor_switches_to_another_client_from_the_bar(visits, advisor):
    person, first, second = advisor
    page = visits.open(f"/tenants/{first['id']}/limit", person)
    page.get_by_role("button", name="Another client").click()
    expect(page.get_by_role("complementary").get_by_role("link", name=re.compile(second["name"]))).to_be_visible()
    hold_accessible(page)
    hold_unclipped(page.locator(".menu-box:visible"))
    page.get_by_role("complementary").get_by_role("link", name=re.compile(second["name"])).click()
    expect(page).to_have_url(re.compile(f"/tenants/{second['id']}/keys$"))
    expect(page.get_by_text(f"You act for {second['name']} as their advisor.")).to_be_visible()
    page.set_viewport_size(NARROW)
    page.get_by_role("button", name="Another client").click()
    expect(page.get_by_role("complementary").get_by_role("link", name=re.compile(second["name"]))).to_be_visible()
    hold_within(page)
    hold_unclipped(page.locator(".menu-box:visible"))


def test_who_is_at_home_in_one_tenant_and_advises_another_switches_to_a_tenant(world, visits, business):
    client, _ = business
    own, admin = world.admin("business-integrations")
    world.join(admin, client, "ADVISOR", authorization_group_id=world.group(client, type="USER", scopes=["customers:read"])["id"])
    page = visits.open(f"/tenants/{client['id']}/keys", admin)
    page.get_by_role("button", name="Another tenant").click()
    expect(page.get_by_role("complementary").get_by_role("link", name=re.compile(own["name"]))).to_be_visible()
    expect(page.get_by_role("button", name="Another client")).to_have_count(0)


def hold_unclipped(box):
    """Nothing in it is wider than it."""
    width, room = box.evaluate("(box) => [box.scrollWidth, box.clientWidth]")
    assert width <= room, f"{width} px in {room}"


def test_the_box_to_switch_tenants_shows_names_and_kinds_whole(world, visits):
    tenant = world.tenant(name=world.name("Remarkably Long Names and Daughters of the Northern Harbour"))
    page = visits.open(f"/tenants/{tenant['id']}/limit", world.staff)
    page.get_by_role("button", name="Switch from").click()
    box = page.locator(".menu-box:visible")
    box.get_by_label("Find a tenant").fill(tenant["name"])
    expect(box.get_by_role("listitem")).to_have_count(1)
    expect(box.get_by_role("listitem")).to_contain_text("Business")
    hold_unclipped(box)


def test_an_advisor_whose_time_has_ended_is_told_so(world, visits, advisor):
    person, _, _ = advisor
    third = world.tenant("business-integrations", name=world.name("Kestrel Tea"))
    group = world.group(third, type="USER", scopes=["customers:read"])["id"]
    world.join(person, third, "ADVISOR", authorization_group_id=group)
    page = visits.open(f"/tenants/{third['id']}/limit", person)
    expect(page.get_by_text(f"You act for {third['name']} as their advisor.")).to_be_visible()
    path = f"/v1/tenants/{third['id']}/members/{world.member(third, person.email)['id']}"
    world.as_staff("GET", path)
    world.ask(world.staff, "PATCH", path, {"expires_at": instant(2)}, {"Latchkey-Reason": "A test", "If-Match": world.last_headers["ETag"]})
    wait_until(lambda: not reads(world, person, third), "their time is over")
    visits.expect_complaint("404")
    page.get_by_role("link", name="API keys").click()
    expect(page.get_by_role("heading", name=f"Your access to {third['name']} has ended")).to_be_visible()
    hold_accessible(page)
    page.get_by_role("link", name="See where you have access").click()
    expect(page.get_by_role("heading", name="Your clients")).to_be_visible()
    expect(page.get_by_text(third["name"])).to_have_count(0)


def reads(world, person, tenant):
    try:
        return world.ask(person, "GET", f"/v1/tenants/{tenant['id']}")
    except Refused:
        return None


def test_a_member_is_told_who_can_make_keys(world, visits, business):
    tenant, _ = business
    member = world.person(tenant, "MEMBER")
    page = visits.open("/", member)
    expect(page.get_by_role("heading", name=tenant["name"])).to_be_visible()
    expect(page.get_by_text(f"Ask an admin of {tenant['name']}")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(member.email)
    expect(page.get_by_role("link", name="API keys")).to_have_count(0)
    expect(page.get_by_role("link", name="Settings")).to_have_count(0)
    hold_everywhere(page)


def test_whoever_is_refused_a_page_is_told_whom_to_ask_and_where_to_go_on(world, visits, business):
    tenant, admin = business
    advisor = world.person(tenant, "ADVISOR")
    visits.expect_complaint("403")
    page = visits.open(f"/tenants/{tenant['id']}/members", advisor)
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text(f"A business admin of {tenant['name']} can do that.")
    expect(page.get_by_text(f"Ask an admin of {tenant['name']} to do it for you")).to_contain_text(advisor.email)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    hold_everywhere(page)
    page.get_by_role("main").get_by_role("link", name=f"Go to {tenant['name']}").click()
    expect(page.get_by_role("heading", name="API keys", exact=True)).to_be_visible()
    page = visits.open("/presets/new", admin)
    expect(page.get_by_role("alert")).to_contain_text("A super user of the platform can do that.")
    expect(page.get_by_text("Ask the platform's staff")).to_be_visible()
    page.get_by_role("link", name="Go to the start page").click()
    expect(page.get_by_role("heading", name="API keys", exact=True)).to_be_visible()


def test_whoever_belongs_nowhere_is_told_who_they_are_and_who_can_help(world, visits):
    tenant, admin = world.admin("business-integrations")
    person = world.person(tenant, "MEMBER", name="Noor Nowhere")
    world.ask(admin, "DELETE", f"/v1/tenants/{tenant['id']}/members/{world.member(tenant, person.email)['id']}")
    page = visits.open("/", person)
    expect(page.get_by_role("heading", name="You belong to no tenant")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Noor Nowhere")
    hold_everywhere(page)
    page.get_by_role("button", name="Copy your e-mail address").click()
    hold_copied(page, person.email)


def test_the_people_of_a_suspended_tenant_are_told_so_and_nothing_else(world, visits):
    tenant, admin = world.admin("business-integrations")
    world.as_staff("POST", f"/v1/tenants/{tenant['id']}/suspend")
    page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
    expect(page.get_by_role("main").get_by_text(f"{tenant['name']} is suspended.")).to_be_visible()
    expect(page.get_by_text("Ask the platform's staff why")).to_be_visible()
    expect(page.get_by_role("button", name="Resume")).to_have_count(0)
    expect(page.get_by_role("link", name="Members")).to_have_count(0)
    hold_everywhere(page)


def test_a_tenant_of_others_is_not_found(world, visits, business):
    _, admin = business
    other = world.tenant()
    visits.expect_complaint("404")
    page = visits.open(f"/tenants/{other['id']}/settings", admin)
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    expect(page.get_by_text(other["name"])).to_have_count(0)


def test_an_admin_reads_the_rules_in_words_and_cannot_edit_them(world, visits):
    tenant, admin = world.admin("partner-portal")
    visits.expect_complaint("404")  # There is no single sign-on to read.
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    expect(page.get_by_text("Keys end after 1 year unless another of 30 days, 90 days, 1 year and 2 years is chosen.")).to_be_visible()
    expect(page.get_by_text("ptn_live_")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("merchants:read Read Merchants"))).to_be_visible()
    expect(page.get_by_role("link", name="Edit the rules")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Suspend"))).to_have_count(0)
    page.get_by_role("button", name="Copy the tenant's id").click()
    hold_copied(page, tenant["id"])
    hold_everywhere(page)
    page.goto(f"/tenants/{tenant['id']}/settings?edit=rules")
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()


def test_a_tenant_is_renamed_unless_somebody_else_was_quicker(world, visits):
    tenant, admin = world.admin("business-integrations")
    visits.expect_complaint("404|412")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    page.get_by_role("button", name="Rename").click()
    dialog = page.get_by_role("dialog", name=f"Rename {tenant['name']}")
    dialog.get_by_label("Name").fill("x")
    visits.expect_complaint("422")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    hold_everywhere(page)
    world.ask(admin, "PATCH", f"/v1/tenants/{tenant['id']}", {"name": "Quicker than you"}, {"If-Match": '"1"'})
    dialog.get_by_label("Name").fill("Harbour Bicycles")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    dialog.get_by_role("button", name="Reload").click()
    expect(page.get_by_role("heading", name="Quicker than you")).to_be_visible()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Harbour Bicycles")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="Harbour Bicycles")).to_be_visible()
    expect(page.get_by_text("It is called Harbour Bicycles now.")).to_be_visible()


def test_a_narrow_screen_shows_where_one_is_and_leads_everywhere(visits, business):
    tenant, admin = business
    page = visits.open(f"/tenants/{tenant['id']}/limit", admin, viewport=NARROW)
    expect(page.get_by_role("link", name="Webhooks")).to_be_hidden()
    button = page.get_by_role("button", name="Pages: Key limit")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("navigation").get_by_role("link", name="Key limit")).to_have_attribute("aria-current", "page")
    hold_accessible(page)
    hold_within(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Webhooks")).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.get_by_role("link", name="Webhooks").click()
    settled(page)
    expect(page.get_by_role("button", name="Pages: Webhooks")).to_have_attribute("aria-expanded", "false")
