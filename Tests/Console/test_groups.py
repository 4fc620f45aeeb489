"""Authorization groups: reading, making, changing and deleting them, and what each of these says before it is done."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_within, picture, settled
from support.network import hold_back, lose_answer, problem
from support.waiting import wait_until
from support.world import Refused

NASTY = "<img src=x onerror=alert(1)> {{7*7}} \"'&"


@pytest.fixture(scope="module")
def business(world):
    """A tenant whose keys have groups, its admin, and a group that a key has."""
    tenant, admin = world.admin()
    group = world.group(tenant, scopes=["invoices:read", "invoices:write"])
    key = world.key(tenant, authorization_group_id=group["id"])
    return tenant, admin, group, key


def groups_of(tenant, *rest):
    return "/".join(["", "tenants", tenant["id"], "groups", *rest])


def api_groups(tenant, *rest):
    return "/".join(["", "v1", "tenants", tenant["id"], "authorization-groups", *rest])


def fill_new(page, name, *scopes):
    page.get_by_label("Name", exact=True).fill(name)
    for scope in scopes:
        page.get_by_role("checkbox", name=scope).check()


# Reading


def test_groups_of_both_types_are_listed_and_filtered_by_the_address(world, visits, business):
    tenant, admin, group, _ = business
    ceiling = world.group(tenant, type="USER")
    page = visits.open(groups_of(tenant), admin)
    table = page.get_by_role("table", name="Authorization groups")
    expect(table.get_by_role("row", name=re.compile(group["name"]))).to_contain_text("For keys")
    expect(table.get_by_role("row", name=re.compile(ceiling["name"]))).to_contain_text("Ceiling of members")
    page.get_by_label("Type").select_option(label="Ceiling of members")
    expect(page).to_have_url(re.compile(r"\?type=USER$"))
    expect(table.get_by_role("link", name=group["name"])).to_have_count(0)
    expect(table.get_by_role("link", name=ceiling["name"])).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_label("Type")).to_have_value("USER")
    page.get_by_role("button", name="Clear filters").click()
    expect(table.get_by_role("link", name=group["name"])).to_be_visible()
    hold_accessible(page)
    hold_within(page)


def test_nothing_yet_and_nothing_of_this_type_are_told_apart(world, visits):
    tenant, admin = world.admin()
    page = visits.open(groups_of(tenant), admin)
    expect(page.get_by_role("heading", name="No groups yet")).to_be_visible()
    expect(page.locator(".empty")).to_contain_text("before the first key")
    hold_accessible(page)
    page.locator(".empty").get_by_role("link", name="New group").click()
    expect(page.get_by_role("heading", name="New group", level=1)).to_be_visible()
    page.goto(groups_of(tenant) + "?type=USER")
    expect(page.get_by_role("heading", name="No group of this type")).to_be_visible()


def test_where_keys_have_scopes_it_says_that_no_group_is_needed(world, visits):
    partner, admin = world.admin("partner-portal")
    page = visits.open(groups_of(partner), admin)
    expect(page.locator(".empty")).to_contain_text("need no group")
    page.goto(groups_of(partner, "new"))
    expect(page.get_by_role("radio", name=re.compile("Ceiling of members"))).to_be_checked()


def test_more_groups_than_a_page_has_are_paged(world, visits):
    tenant, admin = world.admin()
    for number in range(26):
        world.ask(admin, "POST", api_groups(tenant), {"name": f"Group {number:02}", "type": "USER", "scopes": ["invoices:read"]})
    page = visits.open(groups_of(tenant), admin)
    expect(page.get_by_role("link", name="Group 24")).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="Group 25")).to_be_visible()
    expect(page.get_by_role("link", name="Group 24")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("link", name="Group 24")).to_be_visible()


# Making


def test_a_group_is_made_with_scopes_that_were_searched_for(world, visits, business):
    tenant, admin, *_ = business
    name = world.name("Ledger")
    page = visits.open(groups_of(tenant), admin)
    page.get_by_role("link", name="New group").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Search scopes").fill("refund")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.get_by_label("Search scopes").press("Enter")
    page.get_by_role("checkbox", name="payments:write").check()
    page.get_by_label("Search scopes").fill("no such thing")
    expect(page.get_by_text("No scope matches.")).to_be_visible()
    page.get_by_label("Search scopes").fill("")
    page.get_by_role("button", name="Select all").click()
    expect(page.get_by_text("6 of 6 chosen")).to_be_visible()
    page.get_by_role("button", name="Select none").click()
    page.get_by_role("checkbox", name="payments:write").check()
    page.get_by_role("checkbox", name="payments:read").check()
    expect(page.get_by_text("2 of 6 chosen")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/groups/[a-z]+_\w+$"))
    made = world.ask(admin, "GET", api_groups(tenant, page.url.rsplit("/", 1)[1]))
    assert (made["type"], sorted(made["scopes"])) == ("TENANT_API_KEY", ["payments:read", "payments:write"])


def test_a_double_click_makes_one_group(world, visits, business):
    tenant, admin, *_ = business
    name = world.name("Once")
    page = visits.open(groups_of(tenant, "new"), admin)
    fill_new(page, name, "invoices:read")
    page.get_by_role("button", name="Create").dblclick()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    listed = world.ask(admin, "GET", api_groups(tenant) + "?limit=100")["data"]
    assert [each["name"] for each in listed].count(name) == 1


def test_an_answer_that_was_lost_makes_no_second_group(world, visits, business):
    tenant, admin, *_ = business
    name = world.name("Lost")
    page = visits.open(groups_of(tenant, "new"), admin)
    lost = lose_answer(page, "**/authorization-groups")
    visits.expect_complaint("ERR_FAILED")
    fill_new(page, name, "invoices:read")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    assert [answer.status for answer in lost] == [201]


def test_what_is_missing_or_taken_is_said_at_its_field(visits, business):
    tenant, admin, group, _ = business
    page = visits.open(groups_of(tenant, "new"), admin)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is needed.")).to_have_count(2)
    hold_accessible(page)
    visits.expect_complaint("4(09|22)")
    fill_new(page, group["name"], "invoices:read")
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".error:not(:empty), .error-summary:not(:empty)").first).to_be_visible()
    expect(page).to_have_url(re.compile("/groups/new$"))


def test_what_was_typed_is_not_left_by_accident(visits, business):
    tenant, admin, *_ = business
    page = visits.open(groups_of(tenant), admin)
    page.get_by_role("link", name="New group").click()
    page.get_by_label("Name", exact=True).fill("Half")
    page.get_by_role("link", name="Cancel").click()
    dialog = page.get_by_role("dialog", name="Leave this page?")
    dialog.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Half")
    page.go_back()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Authorization groups")).to_be_visible()


@pytest.mark.parametrize("answer, word", [("created", "is done"), ("refused", "did not work"), ("lost", "may be done or not")])
def test_what_becomes_of_a_change_is_told_on_the_page_that_one_went_on_to(world, visits, business, answer, word):
    tenant, admin, *_ = business
    page = visits.open(groups_of(tenant, "new"), admin)
    asked = hold_back(page, "**/authorization-groups")
    fill_new(page, world.name("Late"), "invoices:read")
    page.get_by_role("button", name="Create").click()
    route = asked()
    page.get_by_role("link", name="Members").click()
    page.get_by_role("dialog", name="Leave this page?").get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Members", level=1)).to_be_visible()
    if answer == "created":
        route.continue_()
    elif answer == "refused":
        visits.expect_complaint("409")
        route.fulfill(**problem(409, "There is one.", "NAME_TAKEN"))
    else:
        visits.expect_complaint("ERR_FAILED")
        route.abort()
    note = page.locator(".note")
    expect(note).to_contain_text("What you last did on “New group”")
    expect(note).to_contain_text(word)
    expect(page.get_by_role("heading", name="Members", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile("/members$"))


def test_names_are_text_whatever_they_look_like(world, visits, business):
    tenant, admin, *_ = business
    page = visits.open(groups_of(tenant, "new"), admin)
    name = f"{NASTY} {world.name('')}"
    fill_new(page, name, "invoices:read")
    page.get_by_label("Description").fill(NASTY)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text(NASTY, exact=True)).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text(name)
    expect(page.locator("img[src=x]")).to_have_count(0)


# Changing


def test_an_edit_binds_at_once_for_the_keys_of_the_group(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant, scopes=["invoices:read", "invoices:write"])
    key = world.key(tenant, authorization_group_id=group["id"])
    assert world.verify(key["secret"], scopes=["invoices:write"])["verdict"] == "VALID"
    seen = api_groups(tenant, group["id"], "preview")
    wait_until(lambda: world.ask(admin, "POST", seen, {"scopes": ["invoices:read"]})["refused"]["at_least"], "the check is counted")

    page = visits.open(groups_of(tenant, group["id"]), admin)
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("checkbox", name="invoices:write").uncheck()
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name=re.compile("Take 1 scope from"))
    expect(dialog).to_contain_text("1 request of 1 in the last seven days would have been refused, from 1 key.")
    expect(dialog.get_by_role("link", name=key["key"]["name"])).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    hold_accessible(page)
    picture(page, "group-narrow")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert world.verify(key["secret"], scopes=["invoices:write"])["verdict"] == "VALID"

    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Take away and save").click()
    expect(page.get_by_text(re.compile("It binds for all its keys. .* confirmed it"))).to_be_visible()
    assert world.verify(key["secret"], scopes=["invoices:write"])["verdict"] == "INSUFFICIENT_SCOPE"
    expect(page.get_by_role("heading", name=group["name"], level=1)).to_be_visible()


def test_what_is_only_widened_asks_nothing_and_binds(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant, scopes=["invoices:read"])
    key = world.key(tenant, authorization_group_id=group["id"])
    page = visits.open(groups_of(tenant, group["id"] + "?edit=yes"), admin)
    page.get_by_role("checkbox", name="payments:read").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It binds for all its keys.")).to_be_visible()
    wait_until(lambda: world.verify(key["secret"], scopes=["payments:read"])["verdict"] == "VALID", "the key may do more")


def test_narrowing_is_possible_while_nobody_can_say_what_it_would_refuse(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant, scopes=["invoices:read", "invoices:write"])
    page = visits.open(groups_of(tenant, group["id"] + "?edit=yes"), admin)
    visits.expect_complaint("503")
    busy = problem(503, "Somebody else is looking.", request_id="req_0")
    page.route("**/preview", lambda route: route.fulfill(**busy))
    page.get_by_role("checkbox", name="invoices:write").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("cannot be told now")
    page.get_by_role("button", name="Take away and save").click()
    expect(page.get_by_text("It binds for all its keys.")).to_be_visible()


def test_a_preview_that_never_comes_does_not_keep_from_narrowing(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant, scopes=["invoices:read", "invoices:write"])
    page = visits.open(groups_of(tenant, group["id"] + "?edit=yes"), admin)
    page.route("**/preview", lambda route: None)
    page.get_by_role("checkbox", name="invoices:write").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("cannot be told now")


def test_a_stale_edit_says_so_and_can_be_reloaded(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant)
    page = visits.open(groups_of(tenant, group["id"] + "?edit=yes"), admin)
    world.ask(admin, "GET", api_groups(tenant, group["id"]))
    world.ask(admin, "PATCH", api_groups(tenant, group["id"]), {"name": world.name("Meanwhile")}, {"If-Match": world.last_headers["ETag"]})
    visits.expect_complaint("412")
    page.get_by_label("Name", exact=True).fill("Mine")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else has changed this meanwhile")).to_be_visible()
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value(re.compile("^Meanwhile"))


# Deleting


def test_a_group_is_deleted_once_its_name_is_typed(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant)
    page = visits.open(groups_of(tenant, group["id"]), admin)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    typed = dialog.get_by_label(re.compile("to confirm"))
    typed.fill("something else")
    typed.press("Enter")
    dialog.get_by_role("button", name="Delete the group").click()
    expect(dialog.get_by_text("That is not the group's name.")).to_be_visible()
    hold_accessible(page)
    typed.fill(group["name"])
    typed.press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Delete the group").dblclick()
    expect(page.get_by_text(f"Deleted the group {group['name']}.")).to_be_visible()
    expect(page.get_by_role("heading", name="Authorization groups")).to_be_visible()
    with pytest.raises(Refused) as refused:
        world.ask(admin, "GET", api_groups(tenant, group["id"]))
    assert refused.value.status == 404


def test_a_group_says_which_keys_have_it(world, visits, business):
    tenant, admin, group, key = business
    page = visits.open(groups_of(tenant, group["id"]), admin)
    uses = page.locator("section", has=page.get_by_role("heading", name="Used by"))
    expect(uses).to_contain_text("1 key")
    expect(uses.get_by_role("link", name=key["key"]["name"])).to_be_visible()
    hold_accessible(page)
    page.goto(groups_of(tenant, world.group(tenant)["id"]))
    expect(uses).to_contain_text("Nothing has it.")


def test_a_group_of_many_keys_names_some_and_leads_to_all_of_them(world, visits):
    tenant, admin = world.admin("tenant-settings", key_limit=50)
    group = world.group(tenant)
    for number in range(22):
        world.key(tenant, f"Till {number}", authorization_group_id=group["id"])
    world.key(tenant, "Somebody else's")
    gone = world.key(tenant, "Gone", authorization_group_id=group["id"])
    world.change_key(tenant, gone, "revoke")
    page = visits.open(groups_of(tenant, group["id"]), admin)
    uses = page.locator("section", has=page.get_by_role("heading", name="Used by"))
    expect(uses).to_contain_text("22 keys")
    expect(uses.get_by_role("link", name=re.compile("^Till"))).to_have_count(20)
    uses.get_by_role("link", name="and 2 more keys").click()
    expect(page.get_by_role("heading", name="API keys", exact=True)).to_be_visible()
    expect(page.locator("tbody th a")).to_have_count(22)
    expect(page.get_by_label("Group", exact=True).locator("option:checked")).to_have_text(group["name"])
    page.get_by_label("Group", exact=True).select_option("All")
    expect(page.locator("tbody th a")).to_have_count(23)


def test_more_keys_than_are_counted_are_told_without_a_number(world, visits):
    tenant, admin = world.admin()
    group = world.group(tenant)
    for number in range(3):
        world.key(tenant, f"Till {number}", authorization_group_id=group["id"])
    page = visits.open(groups_of(tenant), admin)
    page.route("**/keys?*", lambda route: route.continue_(url=route.request.url.replace("limit=100", "limit=2")))
    page.get_by_role("link", name=group["name"]).click()
    uses = page.locator("section", has=page.get_by_role("heading", name="Used by"))
    expect(uses).to_contain_text("More than 2 keys")
    expect(uses.get_by_role("link", name=re.compile("^Till"))).to_have_count(2)
    expect(uses.get_by_role("link", name="and more", exact=True)).to_have_attribute("href", re.compile(f"/keys\\?authorization_group={group['id']}&"))
    expect(uses).not_to_contain_text("are counted here")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name=f"{group['name']} is in use")
    expect(dialog).to_contain_text("More than 2 keys")
    expect(dialog.get_by_role("link", name="and more", exact=True)).to_be_visible()


def test_what_has_a_group_is_asked_for_again_where_it_did_not_come(world, visits, business):
    tenant, admin, group, key = business
    page = visits.open(groups_of(tenant), admin)
    visits.expect_complaint("503")
    page.route("**/keys?*", lambda route: route.fulfill(**problem(503, "Too much is asked of it.")))
    page.get_by_role("link", name=group["name"]).click()
    uses = page.locator("section", has=page.get_by_role("heading", name="Used by"))
    expect(uses).to_contain_text("Too much is asked of it.")
    expect(page.get_by_role("heading", name="What it allows")).to_be_visible()
    hold_accessible(page)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What has it cannot be told now. Too much is asked of it.")
    dialog.get_by_role("button", name="Cancel").click()
    uses.get_by_role("button", name="Try again").press("Enter")
    expect(uses.get_by_role("button", name="Try again")).to_be_focused()
    page.unroute("**/keys?*")
    uses.get_by_role("button", name="Try again").click()
    expect(uses.get_by_role("link", name=key["key"]["name"])).to_be_visible()


def test_a_key_that_came_in_between_keeps_a_group_from_being_deleted(world, visits, business):
    tenant, admin, *_ = business
    group = world.group(tenant)
    page = visits.open(groups_of(tenant, group["id"]), admin)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("to confirm")).fill(group["name"])
    key = world.key(tenant, authorization_group_id=group["id"])
    visits.expect_complaint("409")
    dialog.get_by_role("button", name="Delete the group").click()
    expect(dialog).to_contain_text("This group is in use: 1 key has it.")
    expect(dialog.get_by_role("link", name=key["key"]["name"])).to_be_visible()


def test_a_group_in_use_says_by_which_key_and_leads_there(visits, business):
    tenant, admin, group, key = business
    page = visits.open(groups_of(tenant, group["id"]), admin)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name=f"{group['name']} is in use")
    expect(dialog).to_contain_text("Give each another group, or revoke it.")
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    hold_accessible(page)
    hold_within(page)
    picture(page, "group-in-use")
    expect(dialog.get_by_role("link", name=key["key"]["name"])).to_have_attribute("href", f"/tenants/{tenant['id']}/keys/{key['key']['id']}")
    dialog.get_by_role("link", name=key["key"]["name"]).click()
    expect(dialog).to_have_count(0)


def test_a_ceiling_in_use_names_members_and_invitations(world, visits, business):
    tenant, admin, *_ = business
    ceiling = world.group(tenant, type="USER")
    held = world.person(tenant, "ADVISOR", "Ada Visor", authorization_group_id=ceiling["id"])
    email, _ = world.invite(tenant, "ADVISOR", authorization_group_id=ceiling["id"])
    page = visits.open(groups_of(tenant, ceiling["id"]), admin)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name=held.name)).to_be_visible()
    dialog.get_by_role("link", name=email).click()
    expect(page).to_have_url(re.compile(r"/members\?view=invitations$"))
    expect(page.get_by_role("rowheader", name=email)).to_be_visible()


def test_a_ceiling_of_everybody_and_of_a_group_of_the_directory_names_both(world, visits, business):
    tenant, admin, *_ = business
    ceiling = world.group(tenant, type="USER")
    for name in ("*", "כספים (Finance)"):
        world.ask(admin, "POST", f"/v1/tenants/{tenant['id']}/role-mappings", {"directory_group": name, "role": "MEMBER", "authorization_group_id": ceiling["id"]})
    page = visits.open(groups_of(tenant, ceiling["id"]), admin)
    uses = page.locator("section", has=page.get_by_role("heading", name="Used by"))
    expect(uses.get_by_role("listitem").filter(has_text="Everybody")).to_have_text("Everybody * · Member")
    expect(uses.locator("li bdi")).to_have_text("כספים (Finance)")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Everybody *")).to_be_visible()


# Who may


def test_an_advisor_reads_groups_and_has_no_buttons(world, visits, business):
    tenant, _, group, _ = business
    advisor = world.person(tenant, "ADVISOR")
    page = visits.open(groups_of(tenant), advisor)
    expect(page.get_by_role("link", name=group["name"], exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="New group")).to_have_count(0)
    page.get_by_role("link", name=group["name"], exact=True).click()
    expect(page.get_by_role("heading", name="What it allows")).to_be_visible()
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    for path in ("new", group["id"] + "?edit=yes"):
        page.goto(groups_of(tenant, path))
        expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
        expect(page.get_by_text(f"Your role does not allow this in {tenant['name']}.")).to_be_visible()


def test_a_member_is_told_who_can_help(world, visits, business):
    tenant, *_ = business
    member = world.person(tenant, "MEMBER")
    visits.expect_complaint("403")
    page = visits.open(groups_of(tenant), member)
    expect(page.get_by_text(f"A business admin or an advisor of {tenant['name']} can do that.")).to_be_visible()
    hold_accessible(page)


def test_a_partner_manages_the_groups_of_a_merchant(world, visits):
    partner, admin = world.admin("partner-portal")
    merchant = world.merchant(partner)
    name = world.name("Shop")
    page = visits.open(groups_of(merchant, "new"), admin)
    fill_new(page, name)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_somebody_else_s_group_is_not_there(world, visits, business):
    tenant, admin, *_ = business
    other, _ = world.admin()
    group = world.group(other)
    visits.expect_complaint("404")
    page = visits.open(groups_of(tenant, group["id"]), admin)
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()


@pytest.mark.parametrize("is_known", [True, False])
def test_scopes_beyond_one_s_own_are_not_given(world, visits, business, is_known):
    tenant, *_ = business
    ceiling = world.group(tenant, type="USER", scopes=["invoices:read"])
    person = world.person(tenant, "BUSINESS_ADMIN", authorization_group_id=ceiling["id"])
    page = visits.open("/account", person)

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), "ceiling": ["invoices:read"] if is_known else None})

    page.route(f"**/v1/tenants/{tenant['id']}", answer)
    page.goto(groups_of(tenant, "new"))
    beyond = page.get_by_role("checkbox", name="invoices:write")
    if is_known:
        expect(beyond).to_be_disabled()
        expect(page.get_by_role("checkbox", name="invoices:read")).to_be_enabled()
    else:
        visits.expect_complaint("403")
        fill_new(page, world.name("Beyond"), "invoices:write")
        page.get_by_role("button", name="Create").click()
        expect(page.get_by_text("Your own access does not include invoices:write.")).to_be_visible()


def test_staff_say_why_and_the_tenant_can_read_it(world, visits, business):
    tenant, *_ = business
    name = world.name("Staff's")
    page = visits.open(groups_of(tenant, "new"), world.staff)
    fill_new(page, name, "invoices:read")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is needed.")).to_have_count(1)
    page.get_by_label("Reason").fill("Ticket 42: größer")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("to confirm")).fill(name)
    dialog.get_by_label("Reason").fill("Ticket 43")
    dialog.get_by_role("button", name="Delete the group").click()
    expect(page.get_by_text(f"Deleted the group {name}.")).to_be_visible()
    reasons = [event["reason"] for event in world.as_staff("GET", f"/v1/tenants/{tenant['id']}/audit-events?limit=20")["data"]]
    assert {"Ticket 42: größer", "Ticket 43"} <= set(reasons)
