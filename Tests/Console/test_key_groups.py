"""Keys and their groups: found by them in the list, and edited where the policy has changed how keys get their scopes."""

import re

import pytest
from playwright.sync_api import expect

from support.network import problem


@pytest.fixture
def grouped(world):
    """A tenant with two groups and a key of each, and its admin."""
    tenant, admin = world.admin("tenant-settings")
    groups = [world.group(tenant, "Reading", ["invoices:read"]), world.group(tenant, "Writing", ["invoices:read", "invoices:write"])]
    keys = [world.key(tenant, f"Key for {group['name']}", authorization_group_id=group["id"])["key"] for group in groups]
    return tenant, admin, groups, keys


def change_policy(world, tenant, **change):
    path = f"/v1/tenants/{tenant['id']}/policy"
    world.as_staff("GET", path)
    etag = world.last_headers["ETag"]
    world.ask(world.staff, "PATCH", path, change, {"Latchkey-Reason": "A test", "If-Match": etag})


def path_of(tenant, rest=""):
    return f"/tenants/{tenant['id']}/keys{rest}"


def listed(page):
    return page.locator("tbody th a")


def group_filter(page):
    return page.get_by_label("Group", exact=True)


def rename(page, name):
    """What was sent for it."""
    page.get_by_label("Name", exact=True).fill(name)
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return sent.value.post_data_json


def test_keys_are_found_by_their_group(visits, grouped):
    tenant, admin, groups, keys = grouped
    page = visits.open(path_of(tenant), admin)
    group_filter(page).select_option("Reading")
    expect(listed(page)).to_have_text([keys[0]["name"]])
    expect(page).to_have_url(re.compile(f"authorization_group={groups[0]['id']}"))
    page.reload()
    expect(listed(page)).to_have_text([keys[0]["name"]])
    expect(group_filter(page).locator("option:checked")).to_have_text("Reading")


def test_a_group_in_the_address_is_asked_for_whatever_it_is(visits, grouped):
    tenant, admin, groups, _ = grouped
    unknown = groups[0]["id"][:-5] + "00000"
    page = visits.open(path_of(tenant, f"?authorization_group={unknown}"), admin)
    expect(page.get_by_text("No key matches")).to_be_visible()
    expect(group_filter(page)).to_have_value(unknown)
    page.get_by_role("button", name="Clear filters").first.click()
    expect(listed(page)).to_have_count(2)


def test_keys_whose_groups_are_from_before_are_found_by_them(world, visits, grouped):
    tenant, admin, groups, keys = grouped
    change_policy(world, tenant, permission_model="SCOPES")
    page = visits.open(path_of(tenant, f"?authorization_group={groups[1]['id']}"), admin)
    expect(listed(page)).to_have_text([keys[1]["name"]])
    expect(group_filter(page).locator("option:checked")).to_have_text("Writing")


def test_keys_are_listed_though_the_groups_do_not_come(visits, grouped):
    tenant, admin, *_ = grouped
    page = visits.open("/account", admin)
    page.route("**/authorization-groups*", lambda route: route.fulfill(**problem(503, "The server is busy.")))
    visits.expect_complaint("503")
    page.goto(path_of(tenant))
    expect(listed(page)).to_have_count(2)
    expect(group_filter(page)).to_have_count(0)


def test_staff_who_look_at_keys_leave_no_row_of_groups(world, visits, grouped):
    tenant, *_ = grouped
    page = visits.open("/account", world.staff)
    with page.expect_request(re.compile("/keys/summary")):
        page.goto(path_of(tenant))
    expect(listed(page)).to_have_count(2)
    rows = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/audit-events?action=staff.read")["data"]
    assert "group.read" not in str(rows)


@pytest.mark.parametrize("editing", ["EDITABLE", "NARROW_ONLY"])
def test_a_key_keeps_a_group_from_before_when_it_is_renamed(world, visits, grouped, editing):
    tenant, admin, groups, keys = grouped
    change_policy(world, tenant, permission_model="SCOPES", permission_editing=editing)
    page = visits.open(path_of(tenant, f"/{keys[1]['id']}?edit=yes"), admin)
    expect(page.get_by_text("They are those of the group “Writing”.")).to_be_visible()
    assert rename(page, "Renamed") == {"name": "Renamed"}
    key = world.as_staff("GET", "/v1" + path_of(tenant, f"/{keys[1]['id']}"))
    assert key["authorization_group"]["id"] == groups[1]["id"]


def test_a_key_with_scopes_from_before_keeps_them_when_it_is_renamed(world, visits):
    tenant, admin = world.admin("business-integrations")
    key = world.key(tenant)["key"]
    group = world.group(tenant, "All of them", key["scopes"])
    change_policy(world, tenant, permission_model="GROUP", permission_editing="EDITABLE")
    page = visits.open(path_of(tenant, f"/{key['id']}?edit=yes"), admin)
    field = page.get_by_label("Authorization group")
    expect(field.locator("option:checked")).to_have_text("None: it keeps its own scopes")
    assert rename(page, "Renamed") == {"name": "Renamed"}
    page.goto(path_of(tenant, f"/{key['id']}?edit=yes"))
    field.select_option(group["name"])
    assert rename(page, "Renamed again") == {"name": "Renamed again", "authorization_group_id": group["id"]}
