"""Advisors: people from outside who act for a business, as its admin lets them in, and as they see it themselves."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere
from support.times import now


@pytest.fixture(scope="module")
def client(world):
    """A business that lets advisors work with its keys, its admin, and a ceiling."""
    tenant, admin = world.admin("business-integrations")
    scope = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/policy")["scopes"][0]["name"]
    return tenant, admin, world.group(tenant, type="USER", scopes=[scope])


@pytest.fixture(scope="module")
def advisors(world, client):
    """One with an end and a ceiling, one with neither."""
    tenant, _, ceiling = client
    bounded = world.person(tenant, "ADVISOR", "Bo Bounded", authorization_group_id=ceiling["id"], expires_at="2031-01-01T00:00:00.000Z")
    return bounded, world.person(tenant, "ADVISOR", "Flo Free")


def members_of(tenant, query=""):
    return f"/tenants/{tenant['id']}/members{query}"


def test_an_end_and_a_ceiling_are_suggested_for_an_advisor(world, visits, client):
    tenant, admin, ceiling = client
    page = visits.open(members_of(tenant, "?role=ADVISOR"), admin)
    page.get_by_role("button", name="Let an advisor in").click()
    dialog = page.get_by_role("dialog", name=f"Let an advisor into {tenant['name']}")
    expect(dialog.get_by_label("Last day")).not_to_have_value("")
    suggested = datetime.date.fromisoformat(dialog.get_by_label("Last day").input_value())
    assert datetime.timedelta(days=80) < suggested - now().date() < datetime.timedelta(days=100)
    email = f"advisor-{world.mark}-{next(world.numbers)}@console.example"
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Invite").click()
    expect(dialog.get_by_label("Ceiling")).to_have_attribute("aria-invalid", "true")
    hold_accessible(page)
    dialog.get_by_label("Ceiling").select_option(label=ceiling["name"])
    dialog.get_by_role("button", name="Invite").click()
    shown = page.get_by_role("dialog", name=f"The invitation of {email}")
    expect(shown).to_contain_text("an advisor of")
    shown.get_by_role("checkbox").check()
    shown.get_by_role("button", name="Close").click()
    offered = world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/invitations")["data"]
    made = next(each for each in offered if each["email"] == email)
    assert made["authorization_group"]["id"] == ceiling["id"]
    assert made["membership_expires_at"] == f"{suggested + datetime.timedelta(days=1)}T00:00:00.000Z"


def test_what_was_suggested_goes_with_the_role(visits, client):
    tenant, admin, _ = client
    page = visits.open(members_of(tenant), admin)
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Last day")).to_have_value("")
    dialog.get_by_label("Role").select_option(label="Advisor")
    expect(dialog.get_by_label("Last day")).not_to_have_value("")
    expect(dialog.get_by_label("Ceiling")).to_have_value("")
    dialog.get_by_label("Role").select_option(label="Member")
    expect(dialog.get_by_label("Last day")).to_have_value("")
    expect(dialog.get_by_label("Ceiling")).to_have_value("none")


def test_an_advisor_is_not_let_in_for_ever_by_half_a_day(world, visits, client):
    tenant, admin, ceiling = client
    page = visits.open(members_of(tenant, "?role=ADVISOR"), admin)
    page.get_by_role("button", name="Let an advisor in").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(f"advisor-{world.mark}-{next(world.numbers)}@console.example")
    dialog.get_by_label("Ceiling").select_option(label=ceiling["name"])
    dialog.get_by_label("Last day").fill("")
    dialog.get_by_label("Last day").press_sequentially("1212")
    dialog.get_by_role("button", name="Invite").click()
    expect(dialog.get_by_text("This is no day of the calendar.")).to_be_visible()
    expect(dialog.get_by_label("Last day")).to_be_focused()


def test_without_a_ceiling_to_give_it_says_where_one_is_made(world, visits):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(members_of(tenant), admin)
    page.get_by_role("button", name="Let an advisor in").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Ceiling")).to_have_value("none")
    dialog.get_by_role("link", name="Create one first").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("radio", name=re.compile("Ceiling of members"))).to_be_checked()


def test_advisors_have_a_tab_of_their_own_with_end_and_ceiling(visits, client, advisors):
    tenant, admin, ceiling = client
    bounded, free = advisors
    page = visits.open(members_of(tenant), admin)
    page.get_by_role("navigation", name="Which members").get_by_role("link", name="Advisors").click()
    expect(page).to_have_url(re.compile(r"\?role=ADVISOR$"))
    expect(page.get_by_role("row").filter(has_text=bounded.email)).to_contain_text(ceiling["name"])
    unbounded = page.get_by_role("row").filter(has_text=free.email)
    expect(unbounded).to_contain_text("No end")
    expect(unbounded).to_contain_text("No ceiling")
    expect(page.get_by_role("row").filter(has_text=admin.email)).to_have_count(0)
    hold_everywhere(page)


def test_nobody_from_outside_is_said_with_a_way_on(world, visits):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(members_of(tenant, "?role=ADVISOR"), admin)
    expect(page.get_by_role("heading", name="No advisors")).to_be_visible()
    page.get_by_role("link", name="Show everybody").click()
    expect(page.get_by_role("row").filter(has_text=admin.email)).to_be_visible()


def test_an_advisor_is_told_for_whom_they_act_and_sees_no_members(visits, client, advisors):
    tenant, _, ceiling = client
    advisor, _ = advisors
    page = visits.open(f"/tenants/{tenant['id']}/groups", advisor)
    expect(page.locator(".acting")).to_contain_text(f"You act for {tenant['name']} as their advisor.")
    expect(page.get_by_role("link", name=ceiling["name"])).to_be_visible()
    expect(page.get_by_role("link", name="Members", exact=True)).to_have_count(0)


def test_an_advisor_who_is_removed_is_out_at_once(world, visits, client):
    tenant, admin, _ = client
    advisor = world.person(tenant, "ADVISOR", "Ona Out")
    theirs = visits.open(f"/tenants/{tenant['id']}/groups", advisor)
    page = visits.open(members_of(tenant, "?role=ADVISOR"), admin)
    page.get_by_role("row").filter(has_text=advisor.email).get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed Ona Out.")).to_be_visible()
    visits.expect_complaint("40[14]")
    theirs.goto(f"/tenants/{tenant['id']}/groups")
    expect(theirs.get_by_role("heading", name=re.compile("Not found|Sign in"))).to_be_visible()
