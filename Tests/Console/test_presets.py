"""Presets: one more kind of portal is made without code, used, read by partners, and edited without touching who copied it."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere


def preset_name(world):
    return f"exports-{world.mark}-{next(world.numbers)}"


@pytest.fixture
def made(world):
    """A preset of its own, a copy of `merchant-portal`."""
    policy = world.as_staff("GET", "/v1/policy-presets/merchant-portal")["policy"]
    body = {"name": preset_name(world), "tenant_kind": "BUSINESS", "requires_parent": True, "offered_to_partners": True, "policy": policy}
    return world.as_staff("POST", "/v1/policy-presets", body)


def test_the_five_presets_are_told_in_words(visits, world):
    page = visits.open("/presets", world.staff)
    for name in ("partner-portal", "enterprise-dashboard", "merchant-portal", "tenant-settings", "business-integrations"):
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("partner-portal"))).to_contain_text("Keys end after 1 year unless another of")
    expect(page.get_by_role("row", name=re.compile("tenant-settings"))).to_contain_text("the scopes of one authorization group")
    hold_everywhere(page)
    page.get_by_role("link", name="merchant-portal").click()
    expect(page.get_by_text("Only a disabled key can be revoked, unless it is compromised.")).to_be_visible()
    expect(page.get_by_text("Keys do not expire.")).to_be_visible()
    expect(page.get_by_text("A new tenant may have 25 keys that are neither revoked nor expired.")).to_be_visible()
    hold_everywhere(page)
    page.goto("/presets/tenant-settings")
    expect(page.get_by_text("A key that ends on a date works through that date")).to_be_visible()
    expect(page.get_by_text("The key may be given a new end.")).to_be_visible()
    page.goto("/presets/enterprise-dashboard")
    expect(page.get_by_text("or full access: all scopes that there are when it is generated")).to_be_visible()
    expect(page.get_by_text("sk_live_ or sk_test_")).to_be_visible()


def test_a_sixth_preset_is_made_from_a_copy_and_used(world, visits):
    name = preset_name(world)
    page = visits.open("/presets/new", world.staff)
    page.get_by_label("Begin with a copy of").select_option("partner-portal")
    expect(page.get_by_label("Secrets begin with")).to_have_value("ptn")
    hold_everywhere(page)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("radio", name="Businesses").check()
    page.get_by_role("checkbox", name="Partners may choose it").check()
    page.get_by_label("Secrets begin with").fill("exp")
    page.get_by_role("checkbox", name="Business admins").check()
    page.get_by_role("checkbox", name=re.compile("Limit the rate")).check()
    page.get_by_label("Requests", exact=True).fill("500")
    page.get_by_label("Keys of a new tenant").fill("7")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Reason").fill("A portal for exports")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text("500 requests in 1 minute, 20 at the same moment, unless a key has a limit of its own.")).to_be_visible()

    # A tenant of it, and a key as its rules have it.
    page.goto("/tenants/new")
    tenant = world.name("Ferry Lines")
    page.get_by_label("Name", exact=True).fill(tenant)
    page.get_by_label("Preset").select_option(name)
    page.get_by_label("Reason").fill("The first of its kind")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text(f"You act in {tenant} as platform staff")).to_be_visible()
    made = {"id": re.search(r"ten_[a-z0-9]+", page.url)[0]}
    assert world.as_staff("GET", f"/v1/tenants/{made['id']}")["key_limit"] == 7
    assert world.key(made)["secret"].startswith("exp_live_")


def test_what_is_wrong_with_a_preset_stands_at_its_field(world, visits):
    page = visits.open("/presets/new", world.staff)
    page.get_by_role("button", name="Create").click()
    for label in ("Name", "Scope", "Label", "Secrets begin with", "Reason"):
        expect(page.get_by_label(label, exact=True)).to_have_attribute("aria-invalid", "true")
    hold_accessible(page)
    visits.expect_complaint("409|422")
    page.get_by_label("Name", exact=True).fill("merchant-portal")
    page.get_by_label("Scope", exact=True).fill("exports:read")
    page.get_by_label("Label", exact=True).fill("x")
    page.get_by_label("Secrets begin with").fill("exp")
    page.get_by_label("Reason").fill("A try")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("At least 2 characters are needed.")).to_be_visible()
    page.get_by_label("Label", exact=True).fill("Read exports")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert").filter(has_text="There is a preset of this name already.")).to_be_visible()


def test_an_edited_preset_changes_no_tenant_that_is_there(world, visits, made):
    partner = world.partner()
    before = world.tenant(made["name"], parent=partner)
    page = visits.open(f"/presets/{made['name']}", world.staff)
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("Tenants that are there have copied what the preset was")).to_be_visible()
    page.get_by_role("checkbox", name="A key must be disabled before it is revoked").uncheck()
    page.get_by_label("Keys of a new tenant").fill("3")
    page.get_by_label("Reason").fill("Simpler")
    page.get_by_role("button", name="Save the preset").click()
    expect(page.get_by_text("A key can be revoked at any time.")).to_be_visible()
    after = world.tenant(made["name"], parent=partner)
    rules = [world.as_staff("GET", f"/v1/tenants/{tenant['id']}/policy")["disable_before_revoke"] for tenant in (before, after)]
    assert rules == [True, False]
    assert (before["key_limit"], after["key_limit"]) == (25, 3)


def test_a_preset_that_somebody_else_has_changed_is_not_overwritten(world, visits, made):
    page = visits.open(f"/presets/{made['name']}?edit=yes", world.staff)
    headers = {"Latchkey-Reason": "Quicker", "If-Match": '"1"'}
    world.ask(world.staff, "PATCH", f"/v1/policy-presets/{made['name']}", {"policy": {"key_limit": 9}}, headers)
    visits.expect_complaint("412")
    page.get_by_label("Keys of a new tenant").fill("5")
    page.get_by_label("Reason").fill("Slower")
    page.get_by_role("button", name="Save the preset").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this meanwhile")
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_label("Keys of a new tenant")).to_have_value("9")


def test_what_was_typed_is_not_lost_by_a_click_beside_it(world, visits, made):
    page = visits.open(f"/presets/{made['name']}?edit=yes", world.staff)
    page.get_by_role("button", name="Remove the scope customers:read").click()
    page.get_by_role("link", name="Tenants").click()
    dialog = page.get_by_role("dialog", name="Leave this page?")
    dialog.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("button", name="Remove the scope customers:read")).to_have_count(0)
    expect(page.get_by_role("button", name="Remove the scope customers:write")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    dialog.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("row", name=re.compile("customers:read"))).to_be_visible()


def test_a_partner_reads_what_it_is_offered_and_nothing_else(world, visits, made):
    _, admin = world.admin("partner-portal")
    page = visits.open("/presets", admin)
    expect(page.get_by_role("rowheader", name=made["name"])).to_be_visible()
    expect(page.get_by_role("rowheader", name="partner-portal")).to_have_count(0)
    expect(page.get_by_role("link", name="New preset")).to_have_count(0)
    page.get_by_role("link", name=made["name"]).click()
    expect(page.get_by_text("mch_live_")).to_be_visible()
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    visits.expect_complaint("404")
    page.goto("/presets/enterprise-dashboard")
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
