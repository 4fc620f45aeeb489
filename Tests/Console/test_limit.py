"""The page of a tenant's key limit: what is used, asking for more, and what becomes of that."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere, hold_within, picture, settled
from support.network import lose_answer
from support.world import Refused

HOSTILE = "<script>alert(1)</script> " + "W" * 300


def limit_of(tenant):
    return f"/tenants/{tenant['id']}/limit"


def api_limit(tenant, *rest):
    return "/".join([f"/v1/tenants/{tenant['id']}", *rest])


@pytest.fixture(scope="module")
def admin(world):
    """Somebody for all tenants here: a new password takes long to hash."""
    return world.admin()[1]


@pytest.fixture
def business(world, admin):
    """A tenant of its own with 2 of 10 keys."""
    tenant = world.tenant("business-integrations", key_limit=10)
    world.join(admin, tenant, "BUSINESS_ADMIN")
    for _ in range(2):
        world.key(tenant)
    return tenant


def ask(world, person, tenant, limit=20, reason="Every branch gets a key"):
    return world.ask(person, "POST", api_limit(tenant, "limit-requests"), {"requested_limit": limit, "reason": reason})


def test_it_says_what_is_used_and_what_counts(visits, admin, business):
    page = visits.open(limit_of(business), admin)
    expect(page.get_by_role("meter", name="Keys used")).to_have_attribute("aria-valuetext", "2 of 10")
    for name, value in (("Limit", "10"), ("Used", "2"), ("Remaining", "8")):
        expect(page.locator(".facts > div").filter(has=page.get_by_text(name, exact=True)).locator("dd")).to_have_text(value)
    expect(page.get_by_text("Revoked and expired ones do not")).to_be_visible()
    expect(page.get_by_role("heading", name="No requests yet")).to_be_visible()
    hold_accessible(page)
    hold_within(page)
    picture(page, "limit")


def test_asking_for_more_is_pending_until_staff_decide(world, visits, admin, business):
    page = visits.open(limit_of(business), admin)
    needed = page.get_by_label("Keys needed")
    for wrong, complaint in (("10", "Ask for more than the 10"), ("many", "A whole number"), ("2000000", "A whole number")):
        needed.fill(wrong)
        page.get_by_role("button", name="Ask for more").click()
        expect(page.get_by_text(complaint)).to_be_visible()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    hold_accessible(page)
    needed.fill("40")
    page.get_by_label("Reason").fill("Every branch gets a key")
    page.get_by_role("button", name="Ask for more").click()
    expect(page.get_by_text("Asked for 40 keys.")).to_be_visible()
    expect(page.get_by_role("region", name="Pending request")).to_contain_text("Every branch gets a key")
    # One can be pending at a time.
    expect(page.get_by_role("button", name="Ask for more")).to_have_count(0)
    line = page.get_by_role("row").filter(has_text="40 keys")
    expect(line.get_by_text("Pending", exact=True)).to_be_visible()
    expect(line).to_contain_text("by Robin Example")
    hold_accessible(page)

    request = world.as_staff("GET", api_limit(business, "limit-requests"))["data"][0]
    world.as_staff("POST", api_limit(business, "limit-requests", request["id"], "approve"), {"limit": 30, "reason": "Thirty for now"})
    page.reload()
    settled(page)
    expect(page.get_by_text("2 of 30 keys")).to_be_visible()
    expect(line.get_by_text("Approved", exact=True)).to_be_visible()
    expect(line).to_contain_text("30 keys granted")
    expect(line).to_contain_text("Thirty for now")
    expect(page.get_by_role("button", name="Ask for more")).to_be_visible()


def test_a_refusal_is_told_with_its_reason(world, visits, admin, business):
    made = ask(world, admin, business)
    world.as_staff("POST", api_limit(business, "limit-requests", made["id"], "deny"), {"reason": "Two are used of ten"})
    page = visits.open(limit_of(business), admin)
    line = page.get_by_role("row").filter(has_text="20 keys")
    expect(line.get_by_text("Denied", exact=True)).to_be_visible()
    expect(line).to_contain_text("Two are used of ten")


def test_what_a_colleague_has_asked_for_meanwhile_is_said(world, visits, admin, business):
    page = visits.open(limit_of(business), admin)
    ask(world, admin, business)
    page.get_by_label("Keys needed").fill("40")
    page.get_by_label("Reason").fill("Every branch gets a key")
    visits.expect_complaint("409")
    page.get_by_role("button", name="Ask for more").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_label("Keys needed")).to_have_value("40")
    assert len(world.as_staff("GET", api_limit(business, "limit-requests"))["data"]) == 1


def test_an_answer_that_was_lost_asks_no_second_time(world, visits, admin, business):
    page = visits.open(limit_of(business), admin)
    visits.expect_complaint("Failed to load resource")
    page.get_by_label("Reason").fill("Every branch gets a key")
    lose_answer(page, re.compile("/limit-requests$"))
    page.get_by_role("button", name="Ask for more").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Ask for more").click()
    expect(page.get_by_role("region", name="Pending request")).to_be_visible()
    assert len(world.as_staff("GET", api_limit(business, "limit-requests"))["data"]) == 1


def test_what_was_typed_is_not_left_by_accident(visits, admin, business):
    page = visits.open(limit_of(business), admin)
    page.get_by_label("Reason").fill("Every branch")
    page.get_by_role("link", name="Usage").click()
    dialog = page.get_by_role("dialog", name="Leave this page?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Reason")).to_have_value("Every branch")


def test_staff_set_the_limit_and_say_why(world, visits, business):
    page = visits.open(limit_of(business), world.staff)
    expect(page.get_by_role("heading", name="Ask for more")).to_have_count(0)
    page.get_by_label("Limit", exact=True).fill("50")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_label("Reason").fill("The contract was extended")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.get_by_text("may have 50 keys now")).to_be_visible()
    expect(page.get_by_text("2 of 50 keys")).to_be_visible()
    hold_accessible(page)
    # Lower than what is used: those that are there stay.
    page.get_by_label("Limit", exact=True).fill("1")
    page.get_by_label("Reason").fill("The contract has ended")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.get_by_text("2 of 1 key", exact=True)).to_be_visible()
    expect(page.get_by_role("meter")).to_have_class(re.compile("bad"))


def test_a_limit_that_somebody_else_has_changed_is_not_overwritten(world, visits, business):
    page = visits.open(limit_of(business), world.staff)
    world.as_staff("PUT", api_limit(business, "key-limit"), {"limit": 33, "reason": "Meanwhile"})
    page.get_by_label("Limit", exact=True).fill("50")
    page.get_by_label("Reason").fill("The contract was extended")
    visits.expect_complaint("412")
    page.get_by_role("button", name="Set the limit").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    assert world.as_staff("GET", api_limit(business, "key-limit"))["limit"] == 33
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_label("Limit", exact=True)).to_have_value("33")


def test_staff_see_a_pending_request_and_where_to_decide_it(world, visits, admin, business):
    ask(world, admin, business, reason=HOSTILE)
    page = visits.open(limit_of(business), world.staff)
    region = page.get_by_role("region", name="Pending request")
    expect(region).to_contain_text("<script>alert(1)</script>")
    expect(region.get_by_role("link", name="Decide it")).to_have_attribute("href", "/limit-requests")
    hold_everywhere(page)


def test_an_advisor_asks_and_a_member_is_told_who_can(world, visits, business):
    page = visits.open(limit_of(business), world.person(business, "ADVISOR"))
    expect(page.get_by_role("button", name="Ask for more")).to_be_visible()
    expect(page.get_by_role("button", name="Set the limit")).to_have_count(0)
    visits.expect_complaint("403")
    page = visits.open(limit_of(business), world.person(business, "MEMBER"))
    expect(page.get_by_text(f"A business admin or an advisor of {business['name']} can do that.")).to_be_visible()


def test_a_tenant_cannot_set_its_own_limit(world, admin, business):
    with pytest.raises(Refused) as refusal:
        world.ask(admin, "PUT", api_limit(business, "key-limit"), {"limit": 99, "reason": "Please"})
    assert refusal.value.status == 403
