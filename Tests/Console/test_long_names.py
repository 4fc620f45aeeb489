"""Names as long as they may be, without a space at which they could break: no page and no dialog is wider than the screen."""

import types

import pytest
from playwright.sync_api import expect

from conftest import hold_within, settled

ADMINS = ["keys", "keys/new", "keys/{key}", "keys/{key}?edit=yes", "keys/{revoked}", "usage", "groups", "groups/new", "groups/{group}", "groups/{group}?edit=yes",
          "members", "members?view=invitations", "webhooks", "webhooks/new", "webhooks/{webhook}", "audit", "limit", "settings", "settings?edit=rules"]
DIALOGS = [("keys/{key}", "Rotate"), ("keys/{key}", "Disable"), ("keys/{key}", "Duplicate"), ("keys/{key}", "Revoke"), ("groups/{group}", "Delete"),
           ("members", "Invite"), ("settings", "Rename"), ("webhooks/{webhook}", "Delete")]


def long(world, length=197):
    """A name that nothing else has, without a space."""
    return world.name("N").replace(" ", "").ljust(length, "W")


@pytest.fixture(scope="module")
def lengthy(world):
    """A tenant in which everything has such a name, its admin, and an advisor and a member of the staff who have one too."""
    tenant = world.tenant(name=long(world))
    admin = world.person(tenant, "BUSINESS_ADMIN", name=long(world))
    advisor = world.person(tenant, "ADVISOR", name=long(world), expires_at="2031-01-01T00:00:00.000Z")
    world.invite(tenant, "MEMBER", email=f"{long(world, 60)}@{'w' * 60}.example".lower())
    at = lambda path, body=None: world.ask(admin, "POST", f"/v1/tenants/{tenant['id']}/{path}", body)
    group = at("authorization-groups", {"name": long(world), "description": long(world, 900), "type": "TENANT_API_KEY", "scopes": ["invoices:read"]})
    make = lambda: at("keys", {"name": long(world), "description": long(world, 900), "authorization_group_id": group["id"], "expires_in": "1y"})["key"]
    key, revoked = make(), make()
    at(f"keys/{revoked['id']}/revoke", {"reason": long(world, 900)})
    webhook = at("webhook-endpoints", {"url": f"http://127.0.0.1:9/{long(world, 900)}", "events": ["api_key.created"], "description": long(world)})
    at(f"webhook-endpoints/{webhook['id']}/test")
    at("limit-requests", {"requested_limit": 25, "reason": long(world, 900)})
    at("directory-credentials", {"name": long(world, 100)})
    at("role-mappings", {"directory_group": long(world), "role": "BUSINESS_ADMIN"})
    ids = {"key": key["id"], "revoked": revoked["id"], "group": group["id"], "webhook": webhook["id"]}
    find = lambda path: f"/tenants/{tenant['id']}/{path.format(**ids)}"
    return types.SimpleNamespace(find=find, admin=admin, advisor=advisor, staff=world.staff)


def hold_narrow_and_wide(page):
    settled(page)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        hold_within(page)


@pytest.mark.parametrize("who, paths", [
    ("admin", [*ADMINS, "/account", "/tenants"]),
    ("advisor", ["keys", "keys/{key}", "/account", "/tenants"]),
    ("staff", [*ADMINS, "/tenants", "/limit-requests", "/audit"]),
], ids=["admin", "advisor", "staff"])
def test_long_names_break_on_every_page(visits, lengthy, who, paths):
    page = visits.open("/account", vars(lengthy)[who])
    for path in paths:
        page.goto(path if path.startswith("/") else lengthy.find(path))
        hold_narrow_and_wide(page)


@pytest.mark.parametrize("path, button", DIALOGS, ids=[button for _, button in DIALOGS])
def test_long_names_break_in_dialogs(visits, lengthy, path, button):
    page = visits.open(lengthy.find(path), lengthy.admin)
    page.locator("main").get_by_role("button", name=button).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    hold_narrow_and_wide(page)


def test_long_names_break_in_notes_and_menus(visits, lengthy):
    page = visits.open(lengthy.find("settings"), lengthy.admin)
    page.get_by_role("button", name="Account of").click()
    hold_narrow_and_wide(page)
    page.goto(lengthy.find("keys/{key}"))
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(page.locator(".note")).to_be_visible()
    hold_narrow_and_wide(page)
